import Foundation
import Language

/// A dictionary from frequency files, word lists and vocabularies:
/// `frequencies:FILE`, `names:MRCONSO.RRF`, `wordpieces:VOCABULARY`, `text:FILE` (words counted five times or more).
func dictionary(from sources: [String]) -> SpellingDictionary {
    var builder = SpellingDictionary.Builder()
    for source in sources {
        let parts = source.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { continue }
        let bytes = contents(of: parts[1])
        switch parts[0] {
        case "frequencies":
            do {
                try bytes.withUnsafeBufferPointer { (utf8) throws(SpellingError) in try builder.addFrequencies(utf8) }
            } catch {
                FileHandle.standardError.write(Data("language-tool: \(error)\n".utf8))
                exit(2)
            }
        case "names":
            for line in bytes.split(separator: 0x0A) {
                let fields = line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
                if fields.count > 14 { Array(fields[14]).withUnsafeBufferPointer { builder.addWords(of: $0) } }
            }
        case "wordpieces":
            // As an ingest does: frequent words come first.
            for (id, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
            where line.first != UInt8(ascii: "#") {
                let count = UInt64(max(1, 2_000_000 / (id + 100)))
                Array(line).withUnsafeBufferPointer { builder.add($0, count: count) }
            }
        default:
            var corpus = SpellingDictionary.Builder()
            bytes.withUnsafeBufferPointer { corpus.addWords(of: $0) }
            builder.merge(corpus, minimum: 5)
        }
    }
    // Processor time: nothing here waits.
    let start = clock()
    let built = builder.build()
    let time = Double(clock() - start) / Double(CLOCKS_PER_SEC)
    FileHandle.standardError.write(Data("\(built.count) words, arranged in \(Int(time * 1e3)) ms of one core\n".utf8))
    return built
}

/// Prints the corrected form of each line of a file, as it is where nothing changes.
func correct(mode: SpellingCorrector.Mode, file: String, sources: [String]) {
    let corrector = SpellingCorrector(dictionary: dictionary(from: sources))
    let lines = String(decoding: contents(of: file), as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
    for line in lines { print(corrector.correctedForm(of: String(line), mode: mode)?.text ?? String(line)) }
}

/// Prints each changed word of a file with its correction and surroundings, then the counts.
func listChanges(mode: SpellingCorrector.Mode, file: String, sources: [String]) {
    let corrector = SpellingCorrector(dictionary: dictionary(from: sources))
    let bytes = contents(of: file)
    let words = bytes.split { $0 <= 0x20 }.count
    var changes = 0
    for line in bytes.split(separator: 0x0A) {
        let line = Array(line)
        guard let form = line.withUnsafeBufferPointer({ corrector.correctedForm(of: $0, mode: mode) }) else { continue }
        let corrected = Array(form.text.utf8)
        for edit in form.edits {
            changes += 1
            func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
            let around = line[max(edit.original.lowerBound - 30, 0)..<min(edit.original.upperBound + 20, line.count)]
            print("\(text(line[edit.original])) -> \(text(corrected[edit.corrected]))\t…\(text(around))")
        }
    }
    var best = Double.infinity
    let lines = bytes.split(separator: 0x0A).map(Array.init)
    for _ in 0..<5 {
        let clock = ContinuousClock()
        let time = clock.measure {
            for line in lines { _ = line.withUnsafeBufferPointer { corrector.correctedForm(of: $0, mode: mode) } }
        }
        best = min(best, time / .seconds(1))
    }
    print(
        "\(words) words, \(changes) changed, 1 in \(words / max(changes, 1)); \(Int(Double(bytes.count) / best / 1e6)) MB/s, one core"
    )
}
