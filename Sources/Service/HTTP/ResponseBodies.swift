// swift-format-ignore-file: AlwaysUseLowerCamelCase, UseSynthesizedInitializer
// The names are those of the interface, which are the original's.

import Answering

/// An optional that is written as `null` instead of being left out, as the original's clients expect.
@propertyWrapper
struct Nullable<Value: Encodable & Sendable>: Encodable, Sendable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

struct ErrorBody: Encodable, Sendable {
    struct Detail: Encodable, Sendable {
        var code: String
        var message: String
    }
    var error: Detail
}

struct NodeBody: Encodable, Sendable {
    var id: String
    var name: String
    var rank: Int
    var types: [String]
}

struct LinkBody: Encodable, Sendable {
    var source: String
    var target: String
    var rank: Int
    @Nullable var created_at: String?
    var years: [String: Int]
    var articles: Int
    var pmi: Double
    var negated: Double

    init(_ edge: EdgeSummary) {
        source = edge.source.id
        target = edge.target.id
        rank = edge.sentences
        created_at = edge.firstYear.map(String.init)
        years = edge.years
        articles = edge.articles
        pmi = edge.pmi.isFinite ? edge.pmi : 0
        negated = edge.negated.isFinite ? edge.negated : 0
    }
}

struct ConceptInTextBody: Encodable, Sendable {
    var id: String
    var name: String
    var text: String
    var start: Int
    var end: Int
    var types: [String]
    var alternatives: [ConceptName]
    var excluded: Bool

    init(_ concept: QuestionConcept) {
        id = concept.id
        name = concept.name
        text = concept.text
        start = concept.start
        end = concept.end
        types = concept.semanticTypes
        alternatives = concept.alternatives
        excluded = concept.excluded
    }
}

struct GraphBody: Encodable, Sendable {
    var nodes: [NodeBody]
    var links: [LinkBody]
    var years: [Int]
    var concepts: [ConceptInTextBody]
    var unmatched: [String]

    init(_ report: GraphReport) {
        nodes = report.nodes.map { NodeBody(id: $0.id, name: $0.name, rank: $0.rank, types: $0.semanticTypes) }
        links = report.edges.map { LinkBody($0) }
        years = report.years
        concepts = report.concepts.map { ConceptInTextBody($0) }
        unmatched = report.unmatchedWords
    }
}

struct ResultBody: Encodable, Sendable {
    var title: String
    var sentence: String
    var sentencekey: String
    var answer: String
    var score: Double
    var confidence: Double
    /// UTF-8 bytes of the sentence, and UTF-16 units as JavaScript counts them.
    var start: Int
    var end: Int
    var start_utf16: Int
    var end_utf16: Int
    var article_id: String
    @Nullable var year: Int?
    @Nullable var journal: String?
    @Nullable var doi: String?
    @Nullable var url: String?
    var section: String
    @Nullable var edge: EdgeEnds?
    var cached: Bool

    /// One answer with its best evidence; nil for an answer without any.
    init?(_ answer: Answer, fromMemory: Bool) {
        guard let evidence = answer.evidence.first else { return nil }
        title = evidence.source.title
        sentence = evidence.sentence
        sentencekey = evidence.sentenceKey
        self.answer = answer.answer
        score = answer.score
        confidence = answer.confidence
        start = evidence.start
        end = evidence.end
        let utf8 = evidence.sentence.utf8
        func units(_ bytes: Int) -> Int {
            let index = utf8.index(utf8.startIndex, offsetBy: max(bytes, 0), limitedBy: utf8.endIndex) ?? utf8.endIndex
            return evidence.sentence.utf16.distance(from: evidence.sentence.utf16.startIndex, to: index)
        }
        start_utf16 = units(evidence.start)
        end_utf16 = units(evidence.end)
        article_id = evidence.source.id
        year = evidence.source.year
        journal = evidence.source.journal
        doi = evidence.source.doi
        url = evidence.source.url
        section = evidence.section
        edge = evidence.edge
        cached = fromMemory || evidence.cached
    }
}

struct NoAnswerBody: Encodable, Sendable {
    var reason: String
    var unmatched: [String]
    @Nullable var best_rejected: ResultBody?
}

struct AskBody: Encodable, Sendable {
    var links: [LinkBody]
    var results: [ResultBody]
    @Nullable var no_answer: NoAnswerBody?
    var concepts: [ConceptInTextBody]
    var timings: [String: Double]
    var notes: [String]

    init(_ report: AskReport, fromMemory: Bool) {
        links = report.edges.map { LinkBody($0) }
        results = report.answers.compactMap { ResultBody($0, fromMemory: fromMemory) }
        no_answer = report.noAnswer.map {
            NoAnswerBody(
                reason: $0.reason, unmatched: report.unmatchedWords,
                best_rejected: $0.bestRejected.flatMap { ResultBody($0, fromMemory: fromMemory) })
        }
        concepts = report.concepts.map { ConceptInTextBody($0) }
        timings = Dictionary(report.timings.map { ($0.stage + "_ms", $0.milliseconds) }) { $0 + $1 }
        notes = report.notes
    }
}

struct CandidatesBody: Encodable, Sendable {
    struct Item: Encodable, Sendable {
        var sentencekey: String
        var title: String
        var sentence: String
        @Nullable var year: Int?
    }
    var candidates: [Item]

    init(_ candidates: [Candidate]) {
        self.candidates = candidates.map {
            Item(sentencekey: $0.sentenceKey, title: $0.source.title, sentence: $0.sentence, year: $0.source.year)
        }
    }
}

struct SentenceBody: Encodable, Sendable {
    var title: String
    var sentence: String
    var sentencekey: String
    var summary: String
    var article_id: String
    @Nullable var year: Int?
    var section: String
    @Nullable var journal: String?
    @Nullable var doi: String?
    @Nullable var url: String?

    init(_ sentence: SentenceSummary) {
        title = sentence.source.title
        self.sentence = sentence.sentence
        sentencekey = sentence.sentenceKey
        summary = sentence.summary
        article_id = "article_id:" + sentence.source.id
        year = sentence.source.year
        section = sentence.section
        journal = sentence.source.journal
        doi = sentence.source.doi
        url = sentence.source.url
    }
}

struct EdgeBody: Encodable, Sendable {
    var results: [SentenceBody]
    var years: [String]
    var counts: [String: Int]
    var total: Int
    var source: ConceptName
    var target: ConceptName
    var articles: Int
    var pmi: Double
    var negated: Double

    init(_ report: EdgeReport) {
        results = report.sentences.map { SentenceBody($0) }
        years = report.edge.years.keys.sorted()
        counts = report.edge.years
        total = report.total
        source = report.edge.source
        target = report.edge.target
        articles = report.edge.articles
        pmi = report.edge.pmi.isFinite ? report.edge.pmi : 0
        negated = report.edge.negated.isFinite ? report.edge.negated : 0
    }
}

struct ExclusionsBody: Encodable, Sendable {
    var message: String?
    var excluded: [ConceptName]
}

struct PassageAnswersBody: Encodable, Sendable {
    struct Item: Encodable, Sendable {
        var answer: String
        var score: Double
        var confidence: Double
        var start: Int
        var end: Int
    }
    var answers: [Item]
    var no_answer: Bool
    var null_score: Double

    init(_ report: PassageReport) {
        answers = report.answers.map {
            Item(answer: $0.answer, score: $0.margin, confidence: $0.confidence, start: $0.start, end: $0.end)
        }
        no_answer = report.noAnswer
        null_score = report.nullScore
    }
}

struct ArticleBody: Encodable, Sendable {
    struct Sentence: Encodable, Sendable {
        var sentencekey: String
        var section: String
        var paragraph: Int
        var sentence: String
    }
    var article_id: String
    var title: String
    var authors: [String]
    @Nullable var journal: String?
    @Nullable var year: Int?
    @Nullable var month: Int?
    @Nullable var day: Int?
    @Nullable var doi: String?
    @Nullable var pmcid: String?
    @Nullable var pubmed_id: String?
    @Nullable var license: String?
    @Nullable var url: String?
    var language: String
    var sentences: [Sentence]

    init(_ report: ArticleReport) {
        let source = report.source
        article_id = source.id
        title = source.title
        authors = source.authors
        journal = source.journal
        year = source.year
        month = source.month
        day = source.day
        doi = source.doi
        pmcid = source.pmcid
        pubmed_id = source.pubmedID
        license = source.license
        url = source.url
        language = report.language
        sentences = report.sentences.map {
            Sentence(sentencekey: $0.sentenceKey, section: $0.section, paragraph: $0.paragraph, sentence: $0.sentence)
        }
    }
}

struct TermsBody: Encodable, Sendable {
    var text: String
    var concepts: [ConceptInTextBody]
    var unmatched: [String]

    init(_ report: TermsReport) {
        text = report.text
        concepts = report.concepts.map { ConceptInTextBody($0) }
        unmatched = report.unmatchedWords
    }
}

struct IngestBody: Encodable, Sendable {
    var message: String
    var added: Int
    var replaced: Int
    var unchanged: Int
    var sentences: Int
    var problems: [String]
    var warnings: [String]

    init(_ summary: IngestSummary) {
        let taken = summary.added + summary.replaced
        message = "\(taken) article\(taken == 1 ? "" : "s") taken in"
        added = summary.added
        replaced = summary.replaced
        unchanged = summary.unchanged
        sentences = summary.sentences
        problems = summary.problems
        warnings = summary.warnings
    }
}

struct InfoBody: Encodable, Sendable {
    struct Model: Encodable, Sendable {
        var name: String
        var digest: String
        var parameters: Int
        var loaded: Bool
    }
    struct Counts: Encodable, Sendable {
        var articles: Int
        var sentences: Int
        var concepts: Int
        var edges: Int
        var answers_cached: Int
    }
    var version: String
    var model: Model
    var counts: Counts
    var years: [Int]
    var sample_questions: [String]
    var demo: Bool
}
