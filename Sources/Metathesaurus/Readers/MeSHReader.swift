struct MeSHReader {
    let path: String
    let collector: TermCollector
    func read() throws(MetathesaurusError) {}
}
