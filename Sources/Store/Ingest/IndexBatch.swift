/// What a batch adds to the inverted index, gathered in memory and written as one run.
struct IndexBatch {
    var pairs = PairCounter()
    private var scanner = TermScanner()
    /// Folded words, and for each the term it is stemmed to: a word is stemmed once a batch.
    private var words = TermTable()
    private var termOfWord: [Int32] = []
    private var terms = TermTable()
    private var occurrences: [(term: Int32, frequency: UInt8, sentence: Int64)] = []
    private var sentenceTerms: [Int32] = []
    private var lengths = LengthList()
    private var postings: [(concept: UInt32, posting: ConceptPosting)] = []
    private var distinct: [(concept: UInt32, isNegated: Bool)] = []

    var isEmpty: Bool {
        occurrences.isEmpty && postings.isEmpty && pairs.isEmpty && lengths.segments.isEmpty
    }

    /// Indexes a sentence's words; sentences come in the order of their ids. Returns the number of words.
    mutating func addText(_ text: UnsafeBufferPointer<UInt8>, sentence: Int64) -> Int {
        sentenceTerms.removeAll(keepingCapacity: true)
        var words = self.words
        var terms = self.terms
        var termOfWord = self.termOfWord
        var found = sentenceTerms
        self.words = TermTable.empty
        self.terms = TermTable.empty
        self.termOfWord = []
        sentenceTerms = []
        scanner.forEachWord(in: text) { word, count in
            let (index, isNew) = words.insert(word, count: count)
            if isNew {
                let length = PorterStemmer.stem(word, count: count)
                termOfWord.append(Int32(terms.insert(word, count: length).index))
            }
            found.append(termOfWord[index])
        }
        found.sort()
        var index = 0
        while index < found.count {
            let term = found[index]
            let start = index
            while index < found.count, found[index] == term { index += 1 }
            occurrences.append((term, UInt8(min(index - start, 255)), sentence))
        }
        lengths.append(first: sentence, lengths: [UInt8(min(found.count, 255))])
        self.words = words
        self.terms = terms
        self.termOfWord = termOfWord
        sentenceTerms = found
        return found.count
    }

    /// Indexes a sentence's concepts and pairs them. Returns its distinct concepts.
    mutating func addMentions(
        _ mentions: [StoredMention], sentence: Int64, quality: UInt8
    ) -> [(concept: UInt32, isNegated: Bool)] {
        Self.collectDistinct(mentions, into: &distinct)
        for (concept, isNegated) in distinct {
            let position = mentions.first { $0.concept == concept }?.start ?? 0
            postings.append(
                (
                    concept,
                    ConceptPosting(sentence: sentence, position: position, quality: quality, isNegated: isNegated)
                ))
        }
        pairs.addSentence(distinct)
        return distinct
    }

    /// A sentence's distinct concepts in order of appearance, each with whether all its mentions are negated.
    static func collectDistinct(
        _ mentions: [StoredMention], into distinct: inout [(concept: UInt32, isNegated: Bool)]
    ) {
        distinct.removeAll(keepingCapacity: true)
        if mentions.count <= 32 {
            for mention in mentions {
                if let index = distinct.firstIndex(where: { $0.concept == mention.concept }) {
                    distinct[index].isNegated = distinct[index].isNegated && mention.isNegated
                } else {
                    distinct.append((mention.concept, mention.isNegated))
                }
            }
            return
        }
        var places: [UInt32: Int] = [:]
        for mention in mentions {
            if let index = places[mention.concept] {
                distinct[index].isNegated = distinct[index].isNegated && mention.isNegated
            } else {
                places[mention.concept] = distinct.count
                distinct.append((mention.concept, mention.isNegated))
            }
        }
    }

    /// Writes everything in key order and leaves the batch empty.
    mutating func write(to writer: inout BlockWriter) throws {
        try pairs.forEachConcept { concept, counts in
            try writer.add(key: IndexKey.concept(IndexKey.adjacency, concept), payload: Adjacency.encode(counts))
        }
        if !lengths.segments.isEmpty { try writer.add(key: [IndexKey.lengths], payload: lengths.encode()) }
        try writePostings(to: &writer)
        try writeTerms(to: &writer)
        self = IndexBatch()
    }

    private func writePostings(to writer: inout BlockWriter) throws {
        let order = postings.indices.map { UInt64(postings[$0].concept) << 32 | UInt64($0) }.sorted()
        var list: [ConceptPosting] = []
        var index = 0
        while index < order.count {
            let concept = UInt32(order[index] >> 32)
            list.removeAll(keepingCapacity: true)
            while index < order.count, UInt32(order[index] >> 32) == concept {
                list.append(postings[Int(order[index] & 0xFFFF_FFFF)].posting)
                index += 1
            }
            try writer.add(
                key: IndexKey.concept(IndexKey.postings, concept), payload: ConceptPostings.encode(list[...]))
        }
    }

    private func writeTerms(to writer: inout BlockWriter) throws {
        // Counting sort by term keeps the sentences of each in order.
        var starts = [Int](repeating: 0, count: terms.count + 1)
        for occurrence in occurrences { starts[Int(occurrence.term) + 1] += 1 }
        for term in 0..<terms.count { starts[term + 1] += starts[term] }
        var next = starts
        var sentences = [Int64](repeating: 0, count: occurrences.count)
        var frequencies = [UInt8](repeating: 0, count: occurrences.count)
        for occurrence in occurrences {
            let place = next[Int(occurrence.term)]
            next[Int(occurrence.term)] += 1
            sentences[place] = occurrence.sentence
            frequencies[place] = occurrence.frequency
        }
        for term in terms.sorted() {
            let range = starts[term]..<starts[term + 1]
            try writer.add(
                key: [IndexKey.term] + terms.arena[terms.range(of: term)],
                payload: TermPostings.encode(sentences[range], frequencies[range]))
        }
    }
}
