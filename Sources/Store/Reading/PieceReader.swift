import Foundation
import GRDB

/// A stored paragraph, or a piece of a very long one.
struct Piece {
    var id: Int64
    /// The paragraph's place in the article, and where this piece starts in the paragraph.
    var ordinal: Int
    var base: Int
    /// Where the paragraph starts in the article's text.
    var offset: Int
    var section: String
    var language: String?
    /// Bytes of `text`.
    var ranges: [Range<Int>]
    var text: [UInt8]
    var tokens: [[Int32]] = []
    var mentions: [[StoredMention]] = []
}

/// Reads paragraphs with the packed columns that are asked for.
struct PieceReader {
    enum Column { case tokens, mentions }

    let db: Database
    let columns: Set<Column>
    private var sections: [Int64: String] = [:]

    init(db: Database, columns: Set<Column>) {
        self.db = db
        self.columns = columns
    }

    private static let query = "SELECT id, ordinal, base, offset, section, language, ranges, text FROM paragraphs "

    /// The piece that holds a sentence.
    mutating func piece(holding sentence: Int64) throws -> Piece? {
        let statement = try db.cachedStatement(sql: Self.query + "WHERE id <= ? ORDER BY id DESC LIMIT 1")
        guard let row = try Row.fetchOne(statement, arguments: [sentence]) else { return nil }
        let piece = try piece(row)
        return sentence - piece.id < Int64(piece.ranges.count) ? piece : nil
    }

    /// The pieces whose first sentence lies in a range, in order.
    mutating func pieces(in ids: Range<Int64>) throws -> [Piece] {
        let statement = try db.cachedStatement(sql: Self.query + "WHERE id >= ? AND id < ? ORDER BY id")
        let rows = try Row.fetchCursor(statement, arguments: [ids.lowerBound, ids.upperBound])
        var pieces: [Piece] = []
        while let row = try rows.next() { pieces.append(try piece(row)) }
        return pieces
    }

    private mutating func piece(_ row: Row) throws -> Piece {
        let ranges: Data = try row.value(6)
        let text: Data = try row.value(7)
        var piece = Piece(
            id: try row.value(0), ordinal: try row.value(1), base: try row.value(2), offset: try row.value(3),
            section: try section(try row.value(4)), language: try row.optional(5),
            ranges: try ranges.withUnsafeBytes { try ParagraphBlobs.decodeRanges($0) }, text: Array(text))
        guard piece.ranges.last?.upperBound ?? 0 <= piece.text.count, piece.id >= 0, piece.base >= 0,
            piece.base < 1 << 50, piece.offset >= 0, piece.offset < 1 << 50
        else {
            throw Damage("paragraph \(piece.id) is shorter than its sentences")
        }
        if columns.contains(.tokens) {
            piece.tokens = try column("tokens", of: piece.id) {
                try ParagraphBlobs.decodeTokens($0, sentences: piece.ranges.count)
            }
        }
        if columns.contains(.mentions) {
            piece.mentions = try column("mentions", of: piece.id) {
                try ParagraphBlobs.decodeMentions($0, sentences: piece.ranges.count)
            }
        }
        return piece
    }

    private func column<Value>(
        _ table: String, of id: Int64, _ decode: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value {
        let statement = try db.cachedStatement(sql: "SELECT data FROM \(table) WHERE id = ?")
        guard let data = try Data.fetchOne(statement, arguments: [id]) else {
            throw Damage("paragraph \(id) has no \(table)")
        }
        return try data.withUnsafeBytes(decode)
    }

    private mutating func section(_ id: Int64) throws -> String {
        if let name = sections[id] { return name }
        let statement = try db.cachedStatement(sql: "SELECT value FROM strings WHERE id = ?")
        guard let name = try String.fetchOne(statement, arguments: [id]) else {
            throw Damage("section \(id) has no name")
        }
        sections[id] = name
        return name
    }
}
