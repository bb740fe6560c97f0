/// What went into a vocabulary and what was left out, with places to look at.
public struct BuildReport: Sendable {
    /// Why a row, a name or a concept was left out, or a file only partly read.
    public enum Reason: String, Sendable, CaseIterable {
        case tooFewColumns = "too few columns"
        case invalidUTF8 = "invalid UTF-8"
        case emptyName = "empty name"
        case nameTooLong = "name too long"
        case lineTooLong = "line too long"
        case missingIdentifier = "no identifier"
        case otherLanguage = "other language"
        case otherSource = "other source"
        case otherSemanticType = "other semantic type"
        case suppressed = "suppressed or obsolete"
        case duplicate = "duplicate name"
        case stopWords = "nothing but stop words"
        case commonWord = "common English word as a minor name"
        case noLetters = "no letters"
        case unknownConcept = "row for a concept without names"
        case truncated = "compressed data ends early or is damaged"
        case malformed = "malformed record"
    }

    /// One of the places where something was left out.
    public struct Sample: Sendable, Equatable {
        public var file: String
        /// Line number, from 1.
        public var line: Int
        public var detail: String
    }

    /// Rows, terms or records read.
    public internal(set) var rows = 0
    /// Concepts in the file.
    public internal(set) var concepts = 0
    /// Names in the file.
    public internal(set) var names = 0
    /// Different normalized names the matcher finds.
    public internal(set) var patterns = 0
    /// Names shared by several concepts.
    public internal(set) var ambiguousPatterns = 0
    /// Different normalized words.
    public internal(set) var words = 0
    /// States of the automaton.
    public internal(set) var states = 0
    /// Bytes of the file.
    public internal(set) var byteCount = 0
    /// Wall-clock seconds for everything, reading and writing included.
    public internal(set) var seconds = 0.0
    /// How often each reason applied.
    public internal(set) var skipped: [Reason: Int] = [:]
    /// Up to ten places a reason.
    public internal(set) var samples: [Reason: [Sample]] = [:]

    mutating func skip(_ reason: Reason, _ file: String, _ line: Int, _ detail: @autoclosure () -> String = "") {
        skipped[reason, default: 0] += 1
        if samples[reason, default: []].count < 10 {
            samples[reason, default: []].append(Sample(file: file, line: line, detail: detail()))
        }
    }
}
