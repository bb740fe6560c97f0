/// An article as it goes into the store.
public struct ArticleRecord: Sendable, Equatable {
    /// The article's key, its file stem, such as `PMC140314.xml`. At most 1,000 bytes, not empty.
    public var id: String
    public var title: String
    public var authors: [String]
    public var journal: String?
    public var year: Int?
    public var month: Int?
    public var day: Int?
    public var doi: String?
    public var pmcid: String?
    public var pubmedID: String?
    public var license: String?
    public var url: String?
    /// ISO 639-1 code of the article's language, and how sure the guess is (0 to 1).
    public var language: String
    public var languageConfidence: Float
    /// Digest of the source bytes and the metadata row; an equal one means nothing to do.
    public var contentHash: [UInt8]
    public var sourcePath: String
    public var paragraphs: [ParagraphRecord]

    public init(
        id: String, title: String = "", authors: [String] = [], journal: String? = nil, year: Int? = nil,
        month: Int? = nil, day: Int? = nil, doi: String? = nil, pmcid: String? = nil, pubmedID: String? = nil,
        license: String? = nil, url: String? = nil, language: String = "en", languageConfidence: Float = 1,
        contentHash: [UInt8] = [], sourcePath: String = "", paragraphs: [ParagraphRecord] = []
    ) {
        self.id = id
        self.title = title
        self.authors = authors
        self.journal = journal
        self.year = year
        self.month = month
        self.day = day
        self.doi = doi
        self.pmcid = pmcid
        self.pubmedID = pubmedID
        self.license = license
        self.url = url
        self.language = language
        self.languageConfidence = languageConfidence
        self.contentHash = contentHash
        self.sourcePath = sourcePath
        self.paragraphs = paragraphs
    }
}

/// A paragraph with its sentences. One without sentences is stored as a single one.
public struct ParagraphRecord: Sendable, Equatable {
    public var section: String
    public var text: String
    /// The paragraph's language where it differs from the article's.
    public var language: String?
    /// In order, not overlapping.
    public var sentences: [SentenceRecord]

    public init(section: String, text: String, language: String? = nil, sentences: [SentenceRecord] = []) {
        self.section = section
        self.text = text
        self.language = language
        self.sentences = sentences
    }
}

/// A sentence: where it lies in its paragraph, its token ids and the concepts in it.
public struct SentenceRecord: Sendable, Equatable {
    /// UTF-8 bytes of the paragraph's text.
    public var range: Range<Int>
    /// WordPiece ids without special tokens.
    public var tokens: [Int32]
    public var mentions: [MentionRecord]

    public init(range: Range<Int>, tokens: [Int32] = [], mentions: [MentionRecord] = []) {
        self.range = range
        self.tokens = tokens
        self.mentions = mentions
    }
}

/// A concept found in a sentence, by its index in the vocabulary that found it.
public struct MentionRecord: Sendable, Hashable {
    public var concept: UInt32
    /// UTF-8 bytes of the sentence's text.
    public var start: Int32
    public var end: Int32
    public var isNegated: Bool
    public var isHedged: Bool

    public init(concept: UInt32, start: Int32, end: Int32, isNegated: Bool = false, isHedged: Bool = false) {
        self.concept = concept
        self.start = start
        self.end = end
        self.isNegated = isNegated
        self.isHedged = isHedged
    }
}

/// A semantic type: its UMLS identifier (`T047`) and its name.
public struct SemanticTypeRecord: Sendable, Hashable {
    public var tui: String
    public var name: String

    public init(tui: String, name: String) {
        self.tui = tui
        self.name = name
    }
}

/// What the store keeps of a concept; its CUI is its identity.
public struct ConceptRecord: Sendable, Hashable {
    public var cui: String
    public var name: String
    public var semanticTypes: [SemanticTypeRecord]

    public init(cui: String, name: String, semanticTypes: [SemanticTypeRecord] = []) {
        self.cui = cui
        self.name = name
        self.semanticTypes = semanticTypes
    }
}

/// What made a batch's token ids and mentions: the digests they are tagged with, and the concepts' descriptions.
public struct IngestTags: Sendable {
    /// Digest of the tokenizer that made the token ids.
    public var tokenizer: String
    /// Digest of the concept vocabulary that made the mentions; empty when there was none.
    public var vocabulary: String
    /// The concept at an index of that vocabulary; called once for each concept new to the store or the process.
    public var describe: @Sendable (UInt32) -> ConceptRecord
    /// Whether mentions hold the store's own numbers, as records read back from it do.
    var conceptsAreStored = false

    public init(
        tokenizer: String, vocabulary: String = "",
        describe: @escaping @Sendable (UInt32) -> ConceptRecord = { ConceptRecord(cui: "L\($0)", name: "L\($0)") }
    ) {
        self.tokenizer = tokenizer
        self.vocabulary = vocabulary
        self.describe = describe
    }
}
