/// What a file's name says about it.
enum FileName {
    enum Container: Equatable { case tar, zip }

    enum Kind: Equatable {
        case article(SourceFormat)
        case archive(Container)
        /// A `metadata.csv`.
        case metadata
        case other
    }

    /// The last component of a path; both kinds of slash count, as archives made on Windows hold the other one.
    static func last(ofPath path: String) -> Substring {
        var path = Substring(path)
        while path.utf8.last == 0x2f { path.removeLast() }
        guard let slash = path.utf8.lastIndex(where: { $0 == 0x2f || $0 == 0x5c }) else { return path }
        return path[path.utf8.index(after: slash)...]
    }

    /// An article's id: the name without `.gz` and without the last of the extensions known here.
    static func stem(ofPath path: String) -> String {
        let name = withoutCompression(last(ofPath: path))
        guard let (base, ext) = split(name), !base.isEmpty, isKnown(ext) else { return String(name) }
        return String(base)
    }

    static func isCompressed(_ path: String) -> Bool { lowercasedExtension(last(ofPath: path)) == "gz" }

    static func kind(ofPath path: String) -> Kind {
        let name = last(ofPath: path)
        let inner = withoutCompression(name)
        if inner.lowercased() == "metadata.csv" { return .metadata }
        switch lowercasedExtension(inner) {
        case "json": return .article(.json)
        case "jsonl", "ndjson": return .article(.jsonLines)
        case "xml", "nxml": return .article(.xml)
        case "txt", "text": return .article(.text)
        case "md", "markdown": return .article(.markdown)
        case "tar": return .archive(.tar)
        case "tgz": return .archive(.tar)
        case "zip" where inner.count == name.count: return .archive(.zip)
        default: return .other
        }
    }

    /// Whether a tar file is compressed, by its name.
    static func isCompressedTar(_ path: String) -> Bool {
        isCompressed(path) || lowercasedExtension(last(ofPath: path)) == "tgz"
    }

    /// Files that accompany a data set and are no articles.
    static func isNotice(_ path: String) -> Bool {
        let stem = stem(ofPath: path).uppercased()
        return ["README", "LICENSE", "LICENCE", "COPYING", "NOTICE", "CHANGELOG", "CONTRIBUTING", "AUTHORS"].contains(
            stem)
    }

    /// Hidden files and those macOS puts into archives.
    static func isHidden(_ path: String) -> Bool {
        last(ofPath: path).utf8.first == 0x2e || path.hasPrefix("__MACOSX/") || path.contains("/__MACOSX/")
    }

    private static func isKnown(_ ext: String) -> Bool {
        ["json", "jsonl", "ndjson", "xml", "nxml", "txt", "text", "md", "markdown"].contains(ext)
    }

    private static func withoutCompression(_ name: Substring) -> Substring {
        guard let (base, ext) = split(name), ext == "gz", !base.isEmpty else { return name }
        return base
    }

    private static func lowercasedExtension(_ name: Substring) -> String { split(name)?.1 ?? "" }

    private static func split(_ name: Substring) -> (Substring, String)? {
        guard let dot = name.utf8.lastIndex(of: 0x2e) else { return nil }
        return (name[..<dot], name[name.utf8.index(after: dot)...].lowercased())
    }
}
