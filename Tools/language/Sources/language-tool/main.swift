// Runs the module's parts over files for the comparison scripts and builds the language profiles.

import Foundation
import Language

let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "sentences": splitSentences(files: Array(arguments.dropFirst()))
case "time-sentences": timeSentences(files: Array(arguments.dropFirst()))
case "profiles" where arguments.count == 2: generateProfiles(folder: arguments[arguments.endIndex - 1])
case "score-languages" where arguments.count == 2: scoreIdentification(folder: arguments[arguments.endIndex - 1])
case "others" where arguments.count == 3:
    listOthers(than: arguments[arguments.endIndex - 2], file: arguments[arguments.endIndex - 1])
case "correct-query" where arguments.count >= 3, "correct-text" where arguments.count >= 3:
    correct(
        mode: arguments.first == "correct-query" ? .query : .text, file: arguments[arguments.startIndex + 1],
        sources: Array(arguments.dropFirst(2)))
case "changes-query" where arguments.count >= 3, "changes-text" where arguments.count >= 3:
    listChanges(
        mode: arguments.first == "changes-query" ? .query : .text, file: arguments[arguments.startIndex + 1],
        sources: Array(arguments.dropFirst(2)))
default:
    FileHandle.standardError.write(
        Data(
            """
            usage: language-tool sentences FILE…        sentence byte ranges, a JSON array a file
                   language-tool time-sentences FILE…   megabytes and sentences a second
                   language-tool profiles FOLDER        LanguageTables.swift from FOLDER/<code>.txt
                   language-tool score-languages FOLDER accuracy on the sentences that the profiles have not seen
                   language-tool others CODE FILE       lines of a file that are not in this language

            """.utf8))
    exit(2)
}
