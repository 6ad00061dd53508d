/// A table as it is carried from one database to another: its columns, and the order of its rows.
///
/// The names of the tables come from the migrations, their columns from the engine's catalog, so that nothing is
/// written down twice. It must not know what a table means.
struct TransferTable: Sendable, Equatable {
    struct Column: Sendable, Hashable, Codable {
        enum Kind: String, Sendable, Codable {
            case integer, real, text, blob
        }

        let name: String
        let kind: Kind
    }

    let name: String
    let columns: [Column]

    /// Where the columns by which the rows are ordered stand among `columns`: those of the primary key, or all.
    let key: [Int]

    /// Every table of the migrations, those that are referred to first.
    static func all(of migrations: [Migration], in db: any Connection) throws -> [TransferTable] {
        try Migration.tables(of: migrations).map { try TransferTable($0, in: db) }
    }

    init(_ name: String, in db: any Connection) throws {
        let rows = try db.rows(db.dialect.columns(of: name))
        guard !rows.isEmpty else { throw StorageFailure(.other, "there is no table \(name)") }
        self.name = name
        columns = try rows.map { row in
            let type: String = try row.get("type")
            guard let kind = Self.kinds[type.lowercased()] else {
                throw StorageFailure(.other, "a column of \(name) is of the type \(type), which no migration uses")
            }
            return Column(name: try row.get("name"), kind: kind)
        }
        let places = try rows.map { try $0.get("place", as: Int.self) }
        let primary = places.indices.filter { places[$0] > 0 }.sorted { places[$0] < places[$1] }
        key = primary.isEmpty ? Array(places.indices) : primary
    }

    private static let kinds: [String: Column.Kind] = [
        "integer": .integer, "bigint": .integer, "real": .real, "double precision": .real, "text": .text,
        "blob": .blob, "bytea": .blob,
    ]

    var quotedName: String { "\"\(name)\"" }

    func list(_ indices: some Sequence<Int>) -> String {
        indices.map { "\"\(columns[$0].name)\"" }.joined(separator: ", ")
    }
}

extension TransferTable {
    func count(in db: any Connection) throws -> Int {
        try db.row(SQL(verbatim: "SELECT COUNT(*) AS n FROM \(quotedName)"))?.get("n") ?? 0
    }

    func isEmpty(in db: any Connection) throws -> Bool {
        try db.row(SQL(verbatim: "SELECT 1 AS found FROM \(quotedName) LIMIT 1")) == nil
    }

    func clear(in db: any Connection) throws {
        try db.execute(SQL(verbatim: "DELETE FROM \(quotedName)"))
    }

    /// Inserts rows that were read from such a table, with the numbers that an engine once gave.
    ///
    /// No row may refer to another of the same table: their order is lost.
    func insert(_ rows: [[Value]], in db: any Connection) throws {
        let head: SQL = """
            \(SQL(verbatim: "INSERT INTO \(quotedName) (\(list(columns.indices)))")) \(db.dialect.givenNumbers)
            """
        // Those with NULL in the same places together: PostgreSQL prepares a statement anew for each pattern.
        for alike in Dictionary(grouping: rows, by: { row in row.map { $0 == .null } }).values {
            for piece in alike.inStatements { try db.execute("\(head) VALUES \(rows: piece)") }
        }
    }

    /// After the last row: numbers that the engine gives go on behind those that are there.
    func continueNumbers(in db: any Connection) throws {
        guard let query = db.dialect.numberedColumn(of: name), let row = try db.row(query) else { return }
        let column: String = try row.get("name")
        let next = SQL(verbatim: "SELECT COALESCE(MAX(\"\(column)\"), 0) + 1 FROM \(quotedName)")
        _ = try db.rows("SELECT setval(pg_get_serial_sequence(\(quotedName), \(column)), (\(next)), false)")
    }
}
