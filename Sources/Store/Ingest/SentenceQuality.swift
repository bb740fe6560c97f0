/// A sentence's own worth as evidence, whatever the concepts: 0 to 255.
///
/// `255 · (0.4 · brevity + 0.4 · earliness + 0.2 · recency)`, where brevity is 1 for 8 to 24 words and falls off on
/// both sides (headings, run-on lists), earliness is 1 in a title or abstract and falls from 0.9 to 0 through the
/// article, and recency rises from 0 in 1990 to 1 in 2025 (0.3 when the year is unknown).
public enum SentenceQuality {
    static func quality(words: Int, section: String, paragraph: Int, paragraphs: Int, year: Int32) -> UInt8 {
        let brevity: Float =
            words < 8 ? Float(words) / 8 : words <= 24 ? 1 : 24 / Float(words)
        let name = section.lowercased()
        let earliness: Float =
            name == "abstract" || name == "title"
            ? 1 : 0.9 * (1 - Float(paragraph) / Float(max(paragraphs, 1)))
        let recency: Float = year == 0 ? 0.3 : min(max(Float(year - 1990) / 35, 0), 1)
        return UInt8(min(max((0.4 * brevity + 0.4 * earliness + 0.2 * recency) * 255, 0), 255))
    }
}
