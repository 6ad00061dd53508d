import Storage
import TestSupport
import Testing

/// How a schema goes forward, whatever engine is behind it.
@Suite("Database conformance: migrations")
struct DatabaseConformanceMigrations {
    private static let first = Migration("first", ["CREATE TABLE a (id BIGINT PRIMARY KEY)"])
    private static let second = Migration("second", ["CREATE TABLE b (id BIGINT)", "INSERT INTO b (id) VALUES (2)"])
    private static let third = Migration("third", ["CREATE TABLE c (id BIGINT)"])

    private func applied(_ database: any Database) async throws -> [String] {
        try await database.read { connection in
            try connection.rows("SELECT name, applied_at FROM schema_migration ORDER BY position").map {
                "\(try $0.get("name", as: String.self)) \(try $0.get("applied_at", as: Int64.self))"
            }
        }
    }

    @Test("What is missing is applied, once, in order", arguments: Engine.allCases)
    func forward(engine: Engine) async throws {
        try await engine.withEmptyDatabase { database in
            try await Migrator([Self.first]).migrate(database, at: 10)
            try await Migrator([Self.first]).migrate(database, at: 20)
            try await Migrator([Self.first, Self.second, Self.third]).migrate(database, at: 30)
            #expect(try await applied(database) == ["first 10", "second 30", "third 30"])
            #expect(try await database.value("SELECT COUNT(*) AS n FROM b", "n") == 1)
        }
    }

    @Test("Many that start at once apply each step once", arguments: Engine.allCases)
    func concurrent(engine: Engine) async throws {
        try await engine.withEmptyDatabase { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for now in 1...10 {
                    group.addTask {
                        try await Migrator([Self.first, Self.second]).migrate(database, at: Int64(now))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.value("SELECT COUNT(*) AS n FROM b", "n") == 1)
            #expect(try await database.value("SELECT COUNT(*) AS n FROM schema_migration", "n") == 2)
        }
    }

    @Test("A step that fails leaves the schema as it was", arguments: Engine.allCases)
    func failingStep(engine: Engine) async throws {
        try await engine.withEmptyDatabase { database in
            try await Migrator([Self.first]).migrate(database, at: 1)
            let broken = Migration("broken", ["CREATE TABLE x (id BIGINT)", "CREATE TABLE x (id BIGINT)"])
            await #expect(throws: StorageFailure.self) {
                try await Migrator([Self.first, Self.second, broken]).migrate(database, at: 2)
            }
            #expect(try await applied(database) == ["first 1"])
            try await Migrator([Self.first, Self.second]).migrate(database, at: 3)
            #expect(try await applied(database) == ["first 1", "second 3"])
        }
    }

    @Test(
        "A history that is not the beginning of this release's is refused by name",
        arguments: Engine.allCases,
        [
            ([first, third], "newer schema", "second"),
            ([first], "newer schema", "second"),
            ([], "newer schema", "first"),
            ([second, first], "reordered schema", "first"),
            ([third, first, second], "reordered schema", "first"),
            ([Migration("first", ["CREATE TABLE a (id TEXT)"]), second], "edited schema", "first"),
        ] as [([Migration], String, String)]
    )
    func refused(engine: Engine, history: ([Migration], String, String)) async throws {
        try await engine.withEmptyDatabase { database in
            try await Migrator([Self.first, Self.second]).migrate(database, at: 1)
            let failure = await #expect(throws: StorageFailure.self) {
                try await Migrator(history.0).migrate(database, at: 2)
            }
            let message = try #require(failure?.message)
            #expect(message.hasPrefix(history.1))
            #expect(message.contains("migration \(history.2)"))
            #expect(try await applied(database) == ["first 1", "second 1"])
        }
    }
}
