import AhoCorasick
import Foundation

/// How far a build is.
public enum BuildProgress: Sendable, Equatable {
    /// Reading `path`, at this line.
    case reading(path: String, line: Int)
    /// In a later stage, described for people.
    case stage(String)
}

/// Builds a vocabulary file from term sources.
public enum VocabularyBuilder {
    /// Reads `sources` in order, merges concepts with equal ids, and writes the vocabulary to `path` atomically.
    ///
    /// Memory: some 40 bytes a name over the names' own text, twice that for a moment. Throws where a source cannot be
    /// read or nothing useful remains; everything else that was left out is in the report.
    public static func build(
        sources: [TermSource], options: BuildOptions = BuildOptions(), to path: String,
        progress: ((BuildProgress) -> Void)? = nil
    ) throws(MetathesaurusError) -> BuildReport {
        let started = ContinuousClock.now
        let collector = TermCollector(options: options)
        for source in sources {
            switch source {
            case .rrf(let folder):
                try RRFReader(folder: folder, collector: collector, progress: progress).read()
            case .obo(let path): try OBOReader(path: path, collector: collector).read()
            case .mesh(let path): try MeSHReader(path: path, collector: collector).read()
            case .tsv(let path): try TSVReader(path: path, collector: collector).read()
            }
        }
        guard !collector.names.isEmpty else {
            throw .nothingUseful(path: path, reason: sources.isEmpty ? "no source given" : "all were filtered out")
        }
        collector.finishReading()
        var report = try VocabularyLayout(collector, progress: progress).write(to: path)
        report.seconds = (ContinuousClock.now - started) / .seconds(1)
        return report
    }
}
