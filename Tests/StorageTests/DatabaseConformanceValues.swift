import Storage
import TestSupport
import Testing

/// What goes in comes out, bit for bit, whatever engine is behind it.
@Suite("Database conformance: values")
struct DatabaseConformanceValues {
    private static let all = """
        CREATE TABLE kept (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            number BIGINT, fraction DOUBLE PRECISION, words TEXT, bytes BYTEA
        )
        """

    private static let numbers: [Value] = [
        .null, .integer(0), .integer(-1), .integer(.max), .integer(.min), .integer(1_700_000_000_000_000),
    ]
    private static let fractions: [Value] = [
        .null, .real(0), .real(-0.1), .real(.greatestFiniteMagnitude), .real(.leastNonzeroMagnitude), .real(1),
    ]
    private static let words: [Value] = [
        .null, .text(""), .text("Zoë 名前 👩‍👩‍👧"), .text("e\u{301}"), .text("'; DROP TABLE kept; --"), .text("$1 ? :x"),
        .text("line\r\nline\ttab\u{7f}"), .text(String(repeating: "ü", count: 1_000_000)),
    ]
    private static let bytes: [Value] = [
        .null, .blob([]), .blob([0]), .blob(Array(0...255)), .blob([UInt8](repeating: 0xff, count: 2_000_000)),
    ]

    @Test("Values of every column type come back as they were", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withTables(Self.all) { database in
            let columns: [(name: String, insert: SQL, values: [Value])] = [
                ("number", "INSERT INTO kept (number)", Self.numbers),
                ("fraction", "INSERT INTO kept (fraction)", Self.fractions),
                ("words", "INSERT INTO kept (words)", Self.words),
                ("bytes", "INSERT INTO kept (bytes)", Self.bytes),
            ]
            for column in columns {
                for (number, value) in column.values.enumerated() {
                    let kept = try await database.write { connection in
                        let id: Int? = try connection.row("\(column.insert) VALUES (\(value)) RETURNING id")?.get("id")
                        return try connection.row("SELECT * FROM kept WHERE id = \(id)")
                    }
                    // Compared outside the macro, which would print two megabytes.
                    let isSame = try kept?.get(column.name, as: Value.self) == value
                    #expect(isSame, "\(column.name), value \(number)")
                }
            }
        }
    }

    @Test("A whole number in a fractional column is a fraction", arguments: Engine.allCases)
    func wholeFraction(engine: Engine) async throws {
        try await engine.withTables(Self.all) { database in
            let row = try await database.write {
                try $0.row("INSERT INTO kept (fraction) VALUES (\(3.0)) RETURNING fraction")
            }
            #expect(try row?.get("fraction") == 3.0)
            #expect(try await database.value("SELECT fraction FROM kept", "fraction") == 3.0)
        }
    }

    @Test("Text keeps its NUL")
    func textWithNUL() async throws {
        // PostgreSQL has no such text; there it is refused.
        try await Engine.sqlite.withTables(Self.all) { database in
            let text = "before\0after\0"
            try await database.write { try $0.execute("INSERT INTO kept (words) VALUES (\(text))") }
            #expect(try await database.value("SELECT words FROM kept", "words") == text)
        }
    }

    @Test("Empty bytes and empty text are not NULL", arguments: Engine.allCases)
    func emptyIsNotNull(engine: Engine) async throws {
        try await engine.withTables(Self.all) { database in
            try await database.write {
                try $0.execute("INSERT INTO kept (words, bytes) VALUES (\(""), \([UInt8]()))")
                try $0.execute("INSERT INTO kept (words, bytes) VALUES (\(String?.none), \([UInt8]?.none))")
            }
            #expect(
                try await database.value(
                    "SELECT COUNT(*) AS n FROM kept WHERE words IS NOT NULL AND bytes IS NOT NULL",
                    "n"
                ) == 1
            )
        }
    }

    @Test("A numbered key is never given twice", arguments: Engine.allCases)
    func identity(engine: Engine) async throws {
        try await engine.withTables(Self.all) { database in
            let insert: SQL = "INSERT INTO kept (words) VALUES (NULL) RETURNING id"
            let first = try await database.write { try $0.row(insert)?.get("id", as: Int.self) }
            try await database.write { try $0.execute("DELETE FROM kept") }
            let second = try await database.write { try $0.row(insert)?.get("id", as: Int.self) }
            #expect(first == 1)
            #expect(second == 2)
        }
    }

    @Test("Reading a column as what it is not is a failure", arguments: Engine.allCases)
    func wrongReadings(engine: Engine) async throws {
        try await engine.withTables(Self.all) { database in
            try await database.write {
                try $0.execute("INSERT INTO kept (number, words) VALUES (\(2), \("two"))")
            }
            let row = try #require(try await database.read { try $0.row("SELECT * FROM kept") })
            #expect(try row.get("number") == 2)
            #expect(try row.get("number", as: Int64?.self) == 2)
            #expect(try row.get("bytes", as: [UInt8]?.self) == nil)
            let wrong: [() throws -> Void] = [
                { _ = try row.get("absent", as: Int.self) },
                { _ = try row.get("number", as: String.self) },
                { _ = try row.get("number", as: Bool.self) },
                { _ = try row.get("words", as: Int?.self) },
                { _ = try row.get("words", as: [UInt8].self) },
                { _ = try row.get("bytes", as: [UInt8].self) },
            ]
            for reading in wrong {
                let failure = #expect(throws: StorageFailure.self) { try reading() }
                #expect(failure?.kind == .invalidRow)
            }
        }
    }
}
