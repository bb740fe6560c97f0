/// How passages are read.
public struct ReadingOptions: Sendable, Equatable {
    /// Longest answer, in tokens.
    public var maxAnswerTokens: Int
    /// Tokens of a question that are used; the rest is cut off.
    public var maxQuestionTokens: Int
    /// Passage tokens read at once; longer passages are read in several overlapping windows.
    public var windowTokens: Int
    /// Tokens that consecutive windows share, so that no answer is cut by a window's edge.
    public var stride: Int
    /// Answers wanted for each passage.
    public var topK: Int

    /// Options; the defaults are those of the commands.
    public init(
        maxAnswerTokens: Int = 30, maxQuestionTokens: Int = 64, windowTokens: Int = 384, stride: Int = 128,
        topK: Int = 1
    ) {
        self.maxAnswerTokens = maxAnswerTokens
        self.maxQuestionTokens = maxQuestionTokens
        self.windowTokens = windowTokens
        self.stride = stride
        self.topK = topK
    }
}

/// A passage as token ids, without special tokens.
public struct Passage: Sendable, Equatable {
    /// WordPiece ids.
    public var ids: [Int32]

    /// A passage of these ids.
    public init(ids: [Int32]) { self.ids = ids }
}

/// An answer: a run of a passage's tokens.
public struct Span: Sendable, Equatable {
    /// First token, an index into the passage's ids.
    public var tokenStart: Int
    /// Last token, inclusive.
    public var tokenEnd: Int
    /// Start logit plus end logit.
    public var score: Float
    /// Score minus the null score of the window it was found in.
    public var margin: Float
    /// Calibrated probability that the answer is right.
    public var confidence: Float
}

/// What was found in one passage.
public struct PassageReading: Sendable, Equatable {
    /// Answers that share no token and hold a letter or digit, best first; empty only for a passage without any.
    public var spans: [Span]
    /// Start plus end logit of `[CLS]` in the best answer's window: the score of “no answer here”.
    public var nullScore: Float
}

/// One question with the passages to read for it.
public struct ReadingRequest: Sendable, Equatable {
    /// WordPiece ids without special tokens; cut to `options.maxQuestionTokens`.
    public var question: [Int32]
    /// Any number, any lengths; long ones are read in overlapping windows and their answers merged.
    public var passages: [Passage]
    public var options: ReadingOptions

    public init(question: [Int32], passages: [Passage], options: ReadingOptions = ReadingOptions()) {
        self.question = question
        self.passages = passages
        self.options = options
    }
}

extension InferenceEngine {
    /// Reads all passages for one question in one packed batch.
    ///
    /// - Returns: one reading a passage, in order.
    /// - Throws: as `read(_:)`.
    public func read(
        question: [Int32], passages: [Passage], options: ReadingOptions = ReadingOptions()
    ) throws(BERTError) -> [PassageReading] {
        try read([ReadingRequest(question: question, passages: passages, options: options)])[0]
    }

    /// Reads the passages of any number of questions in one packed batch.
    ///
    /// - Returns: for each request one reading a passage, in order.
    /// - Throws: ``BERTError/badBatch(reason:)`` for an empty question or ids outside the vocabulary, and
    ///   ``BERTError/notFinite(where:)`` for damaged weights.
    public func read(_ requests: [ReadingRequest]) throws(BERTError) -> [[PassageReading]] {
        let vocabulary = model.tokenizer.vocabulary
        batch.removeAll()
        var windows: [Window] = []
        for (number, request) in requests.enumerated() {
            let question = request.question.prefix(max(1, request.options.maxQuestionTokens))
            let cutter = try cutter(question: question.count, options: request.options)
            for (index, passage) in request.passages.enumerated() {
                cutter.cut(passage.ids.count) { range in
                    windows.append(Window(request: number, passage: index, range: range, question: question.count))
                    batch.append(
                        question: question, passage: passage.ids[range], classification: vocabulary.classificationID,
                        separator: vocabulary.separatorID)
                }
            }
        }
        try run(batch, start: &startLogits, end: &endLogits)

        var readings = requests.map {
            [PassageReading](repeating: PassageReading(spans: [], nullScore: 0), count: $0.passages.count)
        }
        var selector = SpanSelector()
        var found: [ScoredSpan] = []
        startLogits.withUnsafeBufferPointer { start in
            endLogits.withUnsafeBufferPointer { end in
                guard let start = start.baseAddress, let end = end.baseAddress else { return }
                for (sequence, window) in windows.enumerated() {
                    let options = requests[window.request].options
                    let first = batch.starts[sequence]
                    let origin = first + window.question + 2
                    let null = start[first] + end[first]
                    found.removeAll(keepingCapacity: true)
                    selector.select(
                        start: start, end: end, range: origin..<origin + window.range.count,
                        maximumLength: options.maxAnswerTokens, count: options.topK,
                        accepts: { span in (span.start...span.end).contains { vocabulary.isWord(batch.ids[$0]) } },
                        into: &found)
                    let spans = found.map { span in
                        Span(
                            tokenStart: span.start - origin + window.range.lowerBound,
                            tokenEnd: span.end - origin + window.range.lowerBound, score: span.score,
                            margin: span.score - null,
                            confidence: model.calibration.confidence(margin: span.score - null))
                    }
                    readings[window.request][window.passage].merge(spans, nullScore: null, limit: options.topK)
                }
            }
        }
        return readings
    }

    private func cutter(question count: Int, options: ReadingOptions) throws(BERTError) -> WindowCutter {
        guard count > 0 else { throw .badBatch(reason: "the question is empty") }
        let room = model.configuration.maximumPositions - count - 3
        guard room > 0 else {
            throw .badBatch(
                reason: "a question of \(count) tokens leaves no room for a passage in a model of "
                    + "\(model.configuration.maximumPositions) positions")
        }
        return WindowCutter(size: min(max(options.windowTokens, 1), room), overlap: options.stride)
    }

    private struct Window {
        var request: Int
        var passage: Int
        var range: Range<Int>
        /// Tokens of the question.
        var question: Int
    }
}

extension PassageReading {
    /// Adds another window's answers: best margin first, none that shares a token with a better one.
    mutating func merge(_ others: [Span], nullScore null: Float, limit: Int) {
        guard let best = others.first else { return }
        if spans.isEmpty || best.margin > spans[0].margin { nullScore = null }
        guard !spans.isEmpty else {
            spans = others
            return
        }
        var merged: [Span] = []
        for span in (spans + others).sorted(by: { $0.margin > $1.margin }) where merged.count < limit {
            let overlaps = merged.contains { $0.tokenStart <= span.tokenEnd && span.tokenStart <= $0.tokenEnd }
            if !overlaps { merged.append(span) }
        }
        spans = merged
    }
}
