import TestSupport
import Testing

@testable import Storage

@Suite("Tables as they are carried")
struct TransferTableTests {
    @Test(
        "The migrations tell the tables that are left",
        arguments: [
            (["CREATE TABLE a (id BIGINT)", "create table b(id BIGINT)"], ["a", "b"]),
            (
                ["CREATE TABLE IF NOT EXISTS a (id BIGINT)", "CREATE INDEX i ON a (id)", "INSERT INTO a VALUES (1)"],
                ["a"]
            ),
            (["CREATE TABLE a (id BIGINT)", "CREATE TABLE b (id BIGINT)", "DROP TABLE a"], ["b"]),
            (["CREATE TABLE a (id BIGINT)", "DROP TABLE IF EXISTS a"], []),
            (["CREATE TABLE a (id BIGINT)", "ALTER TABLE a RENAME TO b", "ALTER TABLE b ADD COLUMN c TEXT"], ["b"]),
            (["CREATE TABLE a (id BIGINT)", "ALTER TABLE a RENAME COLUMN id TO b"], ["a"]),
        ]
    )
    func names(statements: [String], tables: [String]) {
        #expect(Migration.tables(of: [Migration("m", statements)]) == tables)
    }

    @Test("Every engine tells the same of a table", arguments: Engine.allCases)
    func catalog(engine: Engine) async throws {
        try await engine.withTables(
            "CREATE TABLE a (c TEXT, id BIGINT NOT NULL, r DOUBLE PRECISION, b BYTEA NOT NULL, PRIMARY KEY (b, id))",
            "CREATE TABLE without (x BIGINT NOT NULL, y TEXT NOT NULL)"
        ) { database in
            let (a, without) = try await database.read { db in
                (try TransferTable("a", in: db), try TransferTable("without", in: db))
            }
            #expect(a.columns.map(\.name) == ["c", "id", "r", "b"])
            #expect(a.columns.map(\.kind) == [.text, .integer, .real, .blob])
            #expect(a.key == [3, 1])
            #expect(without.key == [0, 1])
            await #expect(throws: StorageFailure.self) {
                _ = try await database.read { try TransferTable("none", in: $0) }
            }
        }
    }

    @Test(
        "Pages of any size have every row once, in the order of the key",
        arguments: Engine.allCases,
        [1, 2, 3, 7, 100]
    )
    func pages(engine: Engine, size: Int) async throws {
        try await engine.withEmptyDatabase { database in
            try await OddInstallation.fill(database)
            let wanted = try await OddInstallation.contents(of: database)
            let found = try await database.read { db in
                var found: [String: [[UInt8]]] = [:]
                for table in try TransferTable.all(of: OddInstallation.migrations, in: db) {
                    var rows: [[UInt8]] = []
                    try table.forEachPage(in: db, upTo: size) { page in
                        #expect(page.count <= size)
                        rows += page.map(RowEncoding.encode)
                    }
                    found[table.name] = rows.sorted { $0.lexicographicallyPrecedes($1) }
                }
                return found
            }
            #expect(found == wanted)
        }
    }

    private static let columns: [TransferTable.Column] = [
        .init(name: "i", kind: .integer), .init(name: "r", kind: .real), .init(name: "t", kind: .text),
        .init(name: "b", kind: .blob),
    ]

    @Test("A row's encoding reads back, and nothing else does")
    func encoding() {
        let rows: [[Value]] = [
            [.integer(.min), .real(-0.1), .text("é"), .blob([0, 255])], [.null, .null, .null, .null],
            [.integer(-1), .real(.infinity), .text(""), .blob([])],
        ]
        for row in rows {
            let bytes = RowEncoding.encode(row)
            #expect(RowEncoding.decode(bytes, columns: Self.columns) == row)
            for count in bytes.indices {
                #expect(RowEncoding.decode(Array(bytes.prefix(count)), columns: Self.columns) == nil)
            }
            #expect(RowEncoding.decode(bytes + [0], columns: Self.columns) == nil)
        }
        let swapped = RowEncoding.encode([.text("x"), .null, .null, .null])
        #expect(RowEncoding.decode(swapped, columns: Self.columns) == nil)
        #expect(RowEncoding.decode([3, 0, 0, 0, 1, 0xff], columns: [Self.columns[2]]) == nil)
    }

    @Test("A digest tells every difference")
    func digests() {
        let rows: [[Value]] = [
            [.text("ab"), .text("c")], [.text("a"), .text("bc")], [.blob([97, 98]), .text("c")], [.null, .text("c")],
            [.text("e\u{301}"), .text("c")], [.text("\u{e9}"), .text("c")], [.integer(0), .real(0)],
            [.integer(0), .integer(0)],
        ]
        let digests = rows.map { row in
            var digest = TableDigest()
            digest.add(row)
            return digest.bytes
        }
        #expect(Set(digests).count == rows.count)
    }
}
