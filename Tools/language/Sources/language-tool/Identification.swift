import Foundation
import Language

/// Prints the held-out accuracy: odd lines of each file, alone and joined to paragraphs of 300 characters or more.
func scoreIdentification(folder: String) {
    let identifier = LanguageIdentifier()
    var sentences: [(text: String, language: String)] = []
    var paragraphs: [(text: String, language: String)] = []
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    for file in files where file.hasSuffix(".txt") {
        let language = String(file.dropLast(4))
        let text = String(decoding: contents(of: "\(folder)/\(file)"), as: UTF8.self)
        var paragraph = ""
        for (index, line) in text.split(separator: "\n").enumerated() where index % 2 == 1 {
            sentences.append((String(line), language))
            paragraph += (paragraph.isEmpty ? "" : " ") + line
            if paragraph.count >= 300 {
                paragraphs.append((paragraph, language))
                paragraph = ""
            }
        }
    }
    for (name, texts) in [("sentences", sentences), ("paragraphs of 300 characters", paragraphs)] {
        var right = 0
        var falseEnglish: [String: Int] = [:]
        var missedEnglish: [String: Int] = [:]
        var confusions: [String: Int] = [:]
        var english = 0
        // Reliability: mean confidence against share right, in ten bands.
        var bands = [(right: Int, count: Int, confidence: Float)](repeating: (0, 0, 0), count: 10)
        let clock = ContinuousClock()
        let start = clock.now
        let guesses = texts.map { identifier.identify($0.text) }
        let time = (clock.now - start) / .seconds(1)
        for (guess, (_, language)) in zip(guesses, texts) {
            if language == "en" { english += 1 }
            let band = min(Int(guess.confidence * 10), 9)
            bands[band].count += 1
            bands[band].confidence += guess.confidence
            if guess.code == language {
                right += 1
                bands[band].right += 1
                continue
            }
            confusions["\(language)>\(guess.code)", default: 0] += 1
            if guess.code == "en" { falseEnglish[language, default: 0] += 1 }
            if language == "en" { missedEnglish[guess.code, default: 0] += 1 }
        }
        let wrong = falseEnglish.values.reduce(0, +) + missedEnglish.values.reduce(0, +)
        func percent(_ part: Int, of whole: Int) -> String {
            String(format: "%.2f %%", 100 * Double(part) / Double(max(whole, 1)))
        }
        print("\(name): \(texts.count), of which English \(english)")
        print("  English against the rest: \(percent(texts.count - wrong, of: texts.count)) right")
        print("    English missed: \(missedEnglish), others taken for English: \(falseEnglish)")
        print("  all languages: \(percent(right, of: texts.count)) right")
        let worst = confusions.sorted { $0.value > $1.value }.prefix(12).map { "\($0.key) \($0.value)" }
        print("    most frequent confusions: \(worst.joined(separator: ", "))")
        let reliability = bands.map { band in
            band.count == 0
                ? "-"
                : String(
                    format: "%.2f/%.2f", band.confidence / Float(band.count), Float(band.right) / Float(band.count))
        }
        print("    confidence/right by band: \(reliability.joined(separator: " "))")
        print("  \(String(format: "%.1f", time / Double(texts.count) * 1e6)) µs a text")
    }
}

/// Prints code, confidence and the beginning of each line of a file that is not of this language.
func listOthers(than language: String, file: String) {
    let identifier = LanguageIdentifier()
    var lines = 0
    var others = 0
    var bytes = 0
    let text = String(decoding: contents(of: file), as: UTF8.self).split(separator: "\n")
    let clock = ContinuousClock()
    let start = clock.now
    for line in text {
        lines += 1
        bytes += line.utf8.count
        let guess = identifier.identify(String(line))
        guard guess.code != language else { continue }
        others += 1
        print("\(guess.code) \(guess.confidence) \(line.utf8.count) \(line.prefix(110))")
    }
    let time = (clock.now - start) / .seconds(1)
    print("\(lines) texts, \(others) not \(language), \(String(format: "%.1f", time / Double(lines) * 1e6)) µs a text")
}
