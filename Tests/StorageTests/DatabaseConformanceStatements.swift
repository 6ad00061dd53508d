import Storage
import TestSupport
import Testing

/// What the statements of a bracket answer, whatever engine is behind it.
@Suite("Database conformance: statements")
struct DatabaseConformanceStatements {
    private static let item = "CREATE TABLE item (id BIGINT PRIMARY KEY, note TEXT)"

    @Test("execute counts the rows that the statement itself changed", arguments: Engine.allCases)
    func changes(engine: Engine) async throws {
        try await engine.withTables(
            Self.item,
            "CREATE TABLE part (item_id BIGINT NOT NULL REFERENCES item (id) ON DELETE CASCADE)"
        ) { database in
            let statements: [(SQL, Int)] = [
                ("INSERT INTO item (id) VALUES (1), (2), (3)", 3),
                ("SELECT 1 AS one", 0),
                ("CREATE TABLE other (id BIGINT)", 0),
                ("UPDATE item SET note = \("x") WHERE id > \(9)", 0),
                ("UPDATE item SET note = \("x") WHERE id > \(1)", 2),
                ("INSERT INTO item (id) VALUES (1) ON CONFLICT DO NOTHING", 0),
                ("INSERT INTO part (item_id) VALUES (1), (1)", 2),
                ("DELETE FROM item WHERE id = \(1)", 1),
                ("DELETE FROM part", 0),
            ]
            let counts = try await database.write { connection in try statements.map { try connection.execute($0.0) } }
            #expect(counts == statements.map(\.1))
        }
    }

    @Test("rows and row read queries and RETURNING alike", arguments: Engine.allCases)
    func rows(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            let inserted = try await database.write {
                try $0.rows("INSERT INTO item (id) VALUES (1), (2), (3) RETURNING id AS number")
            }
            #expect(try inserted.map { try $0.get("number", as: Int.self) } == [1, 2, 3])
            // The statement runs to its end even where only one row of its answer is wanted.
            let updated = try await database.write { try $0.row("UPDATE item SET note = \("x") RETURNING note") }
            #expect(try updated?.get("note") == "x")
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item WHERE note = \("x")", "n") == 3)
            #expect(try await database.value("SELECT id FROM item ORDER BY id DESC", "id") == 3)
            #expect(try await database.read { try $0.row("SELECT id FROM item WHERE id = \(9)") } == nil)
            #expect(try await database.read { try $0.rows("SELECT id FROM item WHERE id = \(9)") }.isEmpty)
        }
    }

    @Test("A prepared statement follows a change of schema", arguments: Engine.allCases)
    func schemaChange(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            try await database.write { try $0.execute("INSERT INTO item (id) VALUES (1)") }
            let all: SQL = "SELECT * FROM item"
            let before = try #require(try await database.write { try $0.row(all) })
            #expect(throws: StorageFailure.self) { try before.get("size", as: Int?.self) }
            try await Migrator([
                Migration("tables", [Self.item]), Migration("size", ["ALTER TABLE item ADD COLUMN size BIGINT"]),
            ]).migrate(database, at: 2)
            #expect(try await database.write { try $0.row(all) }?.get("size", as: Int?.self) == .some(nil))
            #expect(try await database.read { try $0.row(all) }?.get("size", as: Int?.self) == .some(nil))
        }
    }

    @Test("Lists of every length bind their elements", arguments: Engine.allCases)
    func lists(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            try await database.write { connection in
                for id in 1...20 { try connection.execute("INSERT INTO item (id) VALUES (\(id))") }
            }
            for length in [0, 1, 2, 19, 20, 21, 1000] {
                let ids = Array(1..<(length + 1))
                let found = try await database.read {
                    try $0.rows("SELECT id FROM item WHERE id IN \(list: ids)").count
                }
                #expect(found == min(length, 20))
            }
        }
    }

    @Test("A connection may be asked more different things than it keeps prepared", arguments: Engine.allCases)
    func manyStatements(engine: Engine) async throws {
        try await engine.withEmptyDatabase { database in
            let answers = try await database.read { connection in
                try (0..<1200).map { number in
                    try connection.row(SQL(stringLiteral: "SELECT \(number % 600) AS n"))?.get("n", as: Int.self)
                }
            }
            #expect(answers == (0..<1200).map { $0 % 600 })
        }
    }

    @Test("The engine's refusals have a kind", arguments: Engine.allCases)
    func refusals(engine: Engine) async throws {
        try await engine.withTables(
            "CREATE TABLE owner (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
            "CREATE TABLE item (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL REFERENCES owner (id), size BIGINT CHECK (size > 0))"
        ) { database in
            try await database.write { try $0.execute("INSERT INTO owner (id, name) VALUES (1, \("kim"))") }
            let cases: [(SQL, StorageFailure.Kind)] = [
                ("INSERT INTO owner (id, name) VALUES (1, \("sam"))", .unique),
                ("INSERT INTO owner (id, name) VALUES (2, \("kim"))", .unique),
                ("INSERT INTO owner (id, name) VALUES (2, NULL)", .check),
                ("INSERT INTO item (id, owner) VALUES (1, 9)", .foreignKey),
                ("INSERT INTO item (id, owner, size) VALUES (1, 1, 0)", .check),
                ("INSERT INTO item (id, owner, size) VALUES (1, 1, \("large"))", .check),
                ("INSERT INTO nowhere (id) VALUES (1)", .other),
                ("SELEKT 1", .other),
                ("SELECT 1; SELECT 2", .other),
                ("", .other),
                ("SELECT $1", .other),
            ]
            for (statement, expected) in cases {
                let kind = try await failure { try await database.write { try $0.execute(statement) } }
                #expect(kind == expected, "\(statement)")
            }
        }
    }

    @Test("A failure's text shows no bound value", arguments: Engine.allCases)
    func quietFailures(engine: Engine) async throws {
        try await engine.withTables("CREATE TABLE owner (name TEXT PRIMARY KEY, size BIGINT)") { database in
            let secret = "correct-horse"
            try await database.write { try $0.execute("INSERT INTO owner (name) VALUES (\(secret))") }
            for statement in [
                "INSERT INTO owner (name) VALUES (\(secret))",
                "INSERT INTO owner (name, size) VALUES (\("x"), \(secret))",
                "SELECT \(secret) FROM nowhere",
            ] as [SQL] {
                let failure = await #expect(throws: StorageFailure.self) {
                    try await database.write { try $0.execute(statement) }
                }
                #expect(failure.map { "\($0)".contains(secret) } == false)
            }
            let row = try await database.read { try $0.row("SELECT name FROM owner") }
            #expect(row.map { "\($0)".contains(secret) } == false)
        }
    }
}
