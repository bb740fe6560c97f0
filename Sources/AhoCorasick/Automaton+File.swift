extension Automaton {
    static let fileKind: StaticString = "AHOCORAS"
    static let fileVersion: UInt32 = 1

    /// Writes the automaton to a file of its own, atomically.
    public func write(to path: String) throws(AhoCorasickError) {
        let writer = try PagedFileWriter(path: path, kind: Self.fileKind, version: Self.fileVersion)
        try write(to: writer)
        try writer.finish()
    }

    /// Opens an automaton file: mapped, and ready without reading it. Damage is found before it is used.
    public init(contentsOf path: String) throws(AhoCorasickError) {
        try self.init(try PagedFile(path: path, kind: Self.fileKind, version: Self.fileVersion))
    }

    /// Adds the automaton's sections to a file that holds more than the automaton.
    public func write(to writer: PagedFileWriter) throws(AhoCorasickError) {
        try writer.section(
            "ac.sizes",
            [
                UInt64(patternCount), UInt64(memory.stateCount), UInt64(memory.rootChildren),
                UInt64(memory.rootFirst),
            ])
        try writer.section("ac.level", levels)
        try Self.put(memory.outputs, "ac.outs", writer)
        try Self.put(memory.rootTable, "ac.root", writer)
        try Self.put(memory.patternOfOutput, "ac.pattn", writer)
        try Self.put(memory.labels, "ac.label", writer)
        try Self.put(memory.nodes, "ac.nodes", writer)
    }

    private static func put<Element>(
        _ buffer: UnsafeBufferPointer<Element>, _ tag: StaticString, _ writer: PagedFileWriter
    ) throws(AhoCorasickError) {
        try writer.begin(tag)
        try writer.append(UnsafeRawBufferPointer(buffer))
    }

    /// The automaton whose sections are in `file`.
    public init(_ file: PagedFile) throws(AhoCorasickError) {
        func section<Element: BitwiseCopyable>(
            _ tag: StaticString, _ type: Element.Type
        ) throws(AhoCorasickError) -> UnsafeBufferPointer<Element> {
            guard let found = file.section(tag, as: type) else {
                throw .foreignFile(path: file.path, reason: "no section \(tag)")
            }
            return found
        }
        let sizes = try section("ac.sizes", UInt64.self)
        let levels = try section("ac.level", UInt32.self)
        let outputs = try section("ac.outs", UInt64.self)
        let rootTable = try section("ac.root", UInt32.self)
        let patternOfOutput = try section("ac.pattn", UInt32.self)
        let labels = try section("ac.label", UInt32.self)
        let nodes = try section("ac.nodes", UInt64.self)
        try file.verify(sizes)
        try file.verify(levels)
        try file.verify(rootTable)

        let states = labels.count
        let damage = AhoCorasickError.foreignFile(path: file.path, reason: "sections do not fit together")
        guard sizes.count == 4, states > 0, states <= 0x7FFF_FFFE, sizes[1] == UInt64(states),
            nodes.count == states + 1, outputs.count == (states + 63) / 64 * 2, sizes[0] <= UInt64(states),
            patternOfOutput.isEmpty || UInt64(patternOfOutput.count) == sizes[0],
            sizes[2] < UInt64(states), sizes[3] <= UInt64(UInt32.max), !levels.isEmpty, levels[0] == 0,
            levels.allSatisfy({ $0 < UInt32(states) }), rootTable.allSatisfy({ $0 < UInt32(states) })
        else { throw damage }
        // Every link stays inside the arrays and every failure link leads down: a search can neither leave nor hang.
        let end = UInt64(states)
        try file.validate(nodes) { start, range in
            let first = (range.lowerBound + 7) / 8
            for index in first..<max(first, range.upperBound / 8) {
                let node = start.load(fromByteOffset: index * 8, as: UInt64.self)
                let failure = node >> 32 & 0x7FFF_FFFF
                if node & 0x7FFF_FFFF > end || (failure != 0 && failure >= UInt64(index)) { return false }
            }
            return true
        }
        self.init(
            patternCount: Int(sizes[0]), longestPattern: levels.count - 1, levels: Array(levels),
            memory: AutomatonMemory(
                labels: labels, nodes: nodes, outputs: outputs, rootTable: rootTable, patternOfOutput: patternOfOutput,
                rootChildren: UInt32(sizes[2]), rootFirst: UInt32(sizes[3]), levels: Array(levels),
                file: file))
    }
}
