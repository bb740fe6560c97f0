// Runs the module's parts over files for the comparison scripts and builds the language profiles.

import Foundation
import Language

let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "sentences": splitSentences(files: Array(arguments.dropFirst()))
case "time-sentences": timeSentences(files: Array(arguments.dropFirst()))
default:
    FileHandle.standardError.write(
        Data(
            """
            usage: language-tool sentences FILE…        sentence byte ranges, a JSON array a file
                   language-tool time-sentences FILE…   megabytes and sentences a second

            """.utf8))
    exit(2)
}
