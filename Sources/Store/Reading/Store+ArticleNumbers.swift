extension Store {
    /// The number of the article that holds each sentence (the id of the article's first sentence), 0 for ids that are
    /// not there. Reads no text.
    public func articleNumbers(ofSentences ids: [Int64]) throws(StoreError) -> [Int64] {
        try read { db in
            let directory = try directory(db)
            return ids.map { id in directory.index(of: id).map { directory.starts[$0] } ?? 0 }
        }
    }
}
