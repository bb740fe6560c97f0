import Foundation
import Language

func contents(of path: String) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
        FileHandle.standardError.write(Data("language-tool: cannot read \(path)\n".utf8))
        exit(2)
    }
    return [UInt8](data)
}

/// Prints a line a file: `[[start,end],…]` in bytes.
func splitSentences(files: [String]) {
    let splitter = SentenceSplitter()
    for file in files {
        var ranges: [Range<Int32>] = []
        contents(of: file).withUnsafeBufferPointer { splitter.split($0, into: &ranges) }
        print("[" + ranges.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",") + "]")
    }
}

/// Prints the best of twenty passes over the files.
func timeSentences(files: [String]) {
    let splitter = SentenceSplitter()
    let texts = files.map(contents(of:))
    let total = texts.reduce(0) { $0 + $1.count }
    var ranges: [Range<Int32>] = []
    var best = Double.infinity
    var sentences = 0
    for _ in 0..<20 {
        sentences = 0
        let clock = ContinuousClock()
        let time = clock.measure {
            for text in texts {
                ranges.removeAll(keepingCapacity: true)
                text.withUnsafeBufferPointer { splitter.split($0, into: &ranges) }
                sentences += ranges.count
            }
        }
        best = min(best, time / .seconds(1))
    }
    print(
        "\(total) bytes, \(sentences) sentences, \(Int(Double(total) / best / 1e6)) MB/s, \(Int(Double(sentences) / best)) sentences/s, one core"
    )
}
