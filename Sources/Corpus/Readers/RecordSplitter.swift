/// Cuts a stream of many records into runs of whole ones, so that a file of any size is read in bounded memory.
final class RecordSplitter {
    private let source: any ByteSource
    private let place: String
    private let format: SourceFormat
    private let stem: String
    private let limits: ReadingLimits
    private var window: [UInt8] = []
    private var windowStart = 0
    private var line = 1
    private var sourceIsAtEnd = false
    /// Set while the rest of a record beyond the limit is dropped.
    private var isSkipping = false
    private var sourceBytes: Int
    private let isCompressed: Bool
    /// Bytes that end a record.
    private var terminator: [UInt8]
    private(set) var isAtEnd = false

    static func applies(to format: SourceFormat, size: Int, isCompressed: Bool, limits: ReadingLimits) -> Bool {
        switch format {
        case .jsonLines: true
        // XML packs about 8:1.
        case .xml: size > (isCompressed ? limits.wholeXMLBytes / 8 : limits.wholeXMLBytes)
        default: false
        }
    }

    init(
        _ source: any ByteSource, entry: WalkEntry, format: SourceFormat, stem: String, limits: ReadingLimits
    ) throws(CorpusError) {
        self.source = source
        self.format = format
        self.stem = stem
        self.limits = limits
        place = entry.place
        sourceBytes = entry.sourceBytes
        isCompressed = entry.sourceBytes != entry.size
        terminator = [0x0a]
        try fill(upTo: 65536)
        if window.starts(with: [0xff, 0xfe]) || window.starts(with: [0xfe, 0xff]) {
            throw .unsupported(place: place, detail: "UTF-16; large files must be UTF-8")
        }
        if format == .xml {
            let start = String(decoding: window.prefix(65536), as: UTF8.self)
            if start.contains("<PubmedArticleSet") {
                terminator = Array("</PubmedArticle>".utf8)
            } else if start.contains("<pmc-articleset") {
                terminator = Array("</article>".utf8)
            } else {
                // A single large article.
                terminator = []
            }
        }
    }

    /// The next run; nil at the end. An error that leaves `isAtEnd` false concerns one record only.
    func next() throws(CorpusError) -> SourceItem? {
        guard !isAtEnd else { return nil }
        do throws(CorpusError) { return try nextRun() } catch {
            if case .tooLarge = error, !terminator.isEmpty { throw error }
            isAtEnd = true
            throw error
        }
    }

    private func nextRun() throws(CorpusError) -> SourceItem? {
        if terminator.isEmpty {
            while !sourceIsAtEnd {
                try fill(upTo: window.count + limits.runBytes)
                guard window.count <= limits.fileBytes else {
                    throw .tooLarge(place: place, bytes: window.count, limit: limits.fileBytes)
                }
            }
            isAtEnd = true
            return take(window.count)
        }
        while true {
            try fill(upTo: limits.runBytes)
            if let end = lastTerminator(before: window.count) {
                if isSkipping {
                    isSkipping = false
                    drop((firstTerminator() ?? end))
                    continue
                }
                return take(end)
            }
            if sourceIsAtEnd {
                isAtEnd = true
                let isBlank = window.allSatisfy { $0 <= 0x20 }
                if isSkipping || isBlank || (format == .xml && windowStart > 0 && isClosing) { return nil }
                return take(window.count)
            }
            if window.count > limits.recordBytes || isSkipping {
                let wasSkipping = isSkipping
                isSkipping = true
                let size = window.count
                // The terminator may be cut in two by the window's end.
                drop(window.count - (terminator.count - 1))
                if !wasSkipping { throw .tooLarge(place: "\(place):\(line)", bytes: size, limit: limits.recordBytes) }
            }
            try fill(upTo: window.count + limits.runBytes)
        }
    }

    /// Only end tags are left.
    private var isClosing: Bool {
        String(decoding: window.prefix(4096), as: UTF8.self).trimmed.hasPrefix("</")
    }

    private func fill(upTo count: Int) throws(CorpusError) {
        while !sourceIsAtEnd, window.count < count {
            sourceIsAtEnd = try !source.append(upTo: count - window.count, to: &window)
        }
    }

    /// Position behind the last whole record.
    private func lastTerminator(before end: Int) -> Int? {
        var at = end - terminator.count
        guard let first = terminator.first else { return nil }
        while at >= 0 {
            if window[at] == first, window[at..<(at + terminator.count)].elementsEqual(terminator) {
                return at + terminator.count
            }
            at -= 1
        }
        return nil
    }

    private func firstTerminator() -> Int? {
        guard let first = terminator.first, window.count >= terminator.count else { return nil }
        for at in 0...(window.count - terminator.count)
        where window[at] == first && window[at..<(at + terminator.count)].elementsEqual(terminator) {
            return at + terminator.count
        }
        return nil
    }

    private func take(_ count: Int) -> SourceItem {
        let bytes = count == window.count ? window : Array(window[0..<count])
        // Where the stream is compressed its runs' shares of the file are not known: the first has all of it.
        let share = isCompressed ? sourceBytes : min(count, sourceBytes)
        var item = SourceItem(
            place: place, format: format, articleID: nil, sourceBytes: share, payload: .bytes(bytes), stem: stem,
            limits: limits)
        item.firstByte = windowStart
        item.firstLine = line
        sourceBytes -= share
        drop(count)
        return item
    }

    private func drop(_ count: Int) {
        line += window[0..<count].reduce(0) { $1 == 0x0a ? $0 + 1 : $0 }
        window.removeFirst(count)
        windowStart += count
    }
}
