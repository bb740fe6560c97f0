import Corpus
import Language
import Metathesaurus
import Store
import WordPiece

/// Turns an article into the record that is stored: its sentences with token ids and concepts.
///
/// Pure: the same article gives the same record, on any thread.
struct ArticlePreparer: Sendable {
    let tokenizer: WordPieceTokenizer
    let matcher: ConceptMatcher?
    /// Corrected forms for matching; the stored text is never changed.
    let corrector: SpellingCorrector?
    /// Languages to keep; nil for all.
    let languages: Set<String>?

    private let splitter = SentenceSplitter()
    private let identifier = LanguageIdentifier()

    init(
        tokenizer: WordPieceTokenizer, matcher: ConceptMatcher?, corrector: SpellingCorrector?, languages: Set<String>?
    ) {
        self.tokenizer = tokenizer
        self.matcher = matcher
        self.corrector = corrector
        self.languages = languages
    }

    /// A prepared article, or why there is none.
    enum Outcome: Sendable {
        case ready(ArticleRecord, paragraphsLeftOut: [String: Int])
        /// The article is in a language that is not kept.
        case otherLanguage(code: String)
    }

    /// Paragraphs shorter than this say too little to be judged apart from their article.
    private static let judgedParagraphBytes = 200
    /// Bytes of a paragraph's start that are looked at first: enough to know the language of running text.
    private static let glanceBytes = 400
    /// How sure a guess must be to set a paragraph apart from its article.
    private static let paragraphConfidence: Float = 0.9

    func prepare(_ article: Article) throws(MetathesaurusError) -> Outcome {
        let guess = identifier.identify(Self.sample(of: article))
        if let languages, !languages.contains(guess.code) { return .otherLanguage(code: guess.code) }
        var record = ArticleRecord(
            id: article.id, title: article.title, authors: article.authors, journal: article.journal,
            year: article.date?.year, month: article.date?.month, day: article.date?.day, doi: article.doi,
            pmcid: article.pmcid, pubmedID: article.pubmedID, license: article.license, url: article.url,
            language: guess.code, languageConfidence: guess.confidence, contentHash: article.contentHash.bytes,
            sourcePath: article.sourcePath)
        var leftOut: [String: Int] = [:]
        var reader = SentenceReader(self)
        // Abbreviations may be used before the paragraph that defines them is reached, as in an abstract.
        try reader.collectAbbreviations(article.paragraphs.map(\.text), splitter: splitter)
        for paragraph in article.paragraphs {
            var language: String?
            if paragraph.text.utf8.count >= Self.judgedParagraphBytes {
                let own = guessLanguage(of: paragraph.text, expecting: guess.code)
                if own.code != guess.code, own.confidence >= Self.paragraphConfidence {
                    if let languages, !languages.contains(own.code) {
                        leftOut[own.code, default: 0] += 1
                        continue
                    }
                    language = own.code
                }
            }
            var stored = ParagraphRecord(section: paragraph.section, text: paragraph.text, language: language)
            stored.sentences = try reader.sentences(in: stored.text, splitter: splitter)
            record.paragraphs.append(stored)
        }
        return .ready(record, paragraphsLeftOut: leftOut)
    }

    /// A paragraph whose start is in its article's language is taken to be; only others are looked at as a whole.
    private func guessLanguage(of text: String, expecting code: String) -> LanguageGuess {
        let start = text.withBytes { bytes in
            identifier.identify(UnsafeBufferPointer(rebasing: bytes.prefix(Self.glanceBytes)))
        }
        return start.code == code || text.utf8.count <= Self.glanceBytes ? start : identifier.identify(text)
    }

    /// A stored record with its token ids and mentions made anew; text and sentences stay.
    func reprocess(_ record: ArticleRecord) throws(MetathesaurusError) -> ArticleRecord {
        var result = record
        var reader = SentenceReader(self)
        try reader.collectAbbreviations(record.paragraphs.map(\.text), splitter: splitter)
        for index in result.paragraphs.indices {
            result.paragraphs[index].sentences = try reader.sentences(
                in: result.paragraphs[index].text, ranges: result.paragraphs[index].sentences.map(\.range))
        }
        return result
    }

    /// Some thousand bytes from all over the article: the first paragraph alone is often a title or a list of names.
    private static func sample(of article: Article) -> String {
        var sample = article.title
        for paragraph in article.paragraphs where sample.utf8.count < 3000 {
            sample += "\n"
            sample += paragraph.text.prefix(600)
        }
        return sample
    }
}

/// Works through the sentences of one article with buffers that are made once.
private struct SentenceReader: ~Copyable {
    let preparer: ArticlePreparer
    private var tokens = TokenizedText()
    private var ranges: [Range<Int32>] = []
    private var mentions: [ConceptMention] = []
    private var scratch = MatcherScratch()
    private var abbreviations = AbbreviationTable()

    init(_ preparer: ArticlePreparer) { self.preparer = preparer }

    mutating func collectAbbreviations(_ texts: [String], splitter: SentenceSplitter) throws(MetathesaurusError) {
        guard let matcher = preparer.matcher else { return }
        for text in texts where text.utf8.contains(UInt8(ascii: "(")) {
            // An abbreviation is defined in round brackets.
            try text.withBytes { bytes throws(MetathesaurusError) in
                ranges.removeAll(keepingCapacity: true)
                splitter.split(bytes, into: &ranges)
                for range in ranges {
                    let sentence = UnsafeBufferPointer(rebasing: bytes[Int(range.lowerBound)..<Int(range.upperBound)])
                    try abbreviations.collect(from: sentence, matcher: matcher, scratch: &scratch)
                }
            }
        }
    }

    mutating func sentences(
        in text: String, splitter: SentenceSplitter
    ) throws(MetathesaurusError) -> [SentenceRecord] {
        try text.withBytes { bytes throws(MetathesaurusError) in
            ranges.removeAll(keepingCapacity: true)
            splitter.split(bytes, into: &ranges)
            var records: [SentenceRecord] = []
            records.reserveCapacity(ranges.count)
            for range in ranges { records.append(try record(bytes, Int(range.lowerBound)..<Int(range.upperBound))) }
            return records
        }
    }

    mutating func sentences(in text: String, ranges: [Range<Int>]) throws(MetathesaurusError) -> [SentenceRecord] {
        try text.withBytes { bytes throws(MetathesaurusError) in
            var records: [SentenceRecord] = []
            for range in ranges where range.upperBound <= bytes.count { records.append(try record(bytes, range)) }
            return records
        }
    }

    private mutating func record(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) throws(MetathesaurusError) -> SentenceRecord {
        let sentence = UnsafeBufferPointer(rebasing: bytes[range])
        tokens.removeAll()
        preparer.tokenizer.encode(sentence, into: &tokens)
        var record = SentenceRecord(range: range, tokens: tokens.ids)
        if let matcher = preparer.matcher {
            mentions.removeAll(keepingCapacity: true)
            if let corrector = preparer.corrector, let corrected = corrector.correctedForm(of: sentence) {
                try matchCorrected(corrected, matcher)
            } else {
                try matcher.matches(in: sentence, abbreviations: abbreviations, scratch: &scratch, into: &mentions)
            }
            record.mentions = mentions.map {
                MentionRecord(
                    concept: $0.concept, start: $0.start, end: $0.end, isNegated: $0.isNegated, isHedged: $0.isHedged)
            }
        }
        return record
    }

    /// Matches the corrected form of a sentence and maps the mentions back to the sentence as it is.
    private mutating func matchCorrected(
        _ corrected: CorrectedText, _ matcher: ConceptMatcher
    ) throws(MetathesaurusError) {
        try corrected.text.withBytes { bytes throws(MetathesaurusError) in
            try matcher.matches(in: bytes, abbreviations: abbreviations, scratch: &scratch, into: &mentions)
        }
        for index in mentions.indices {
            let original = corrected.originalRange(of: mentions[index].range)
            mentions[index].start = Int32(clamping: original.lowerBound)
            mentions[index].end = Int32(clamping: original.upperBound)
        }
    }
}

extension String {
    /// The text's UTF-8 bytes, with the body's own error type.
    fileprivate func withBytes<Value, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var text = self
        let result: Result<Value, Failure> = text.withUTF8 { bytes in
            do throws(Failure) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
