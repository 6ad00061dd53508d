import Storage
import TestSupport
import Testing

/// What writers that run at once may rely on, whatever engine is behind them.
@Suite("Database conformance: concurrency", .timeLimit(.minutes(2)))
struct DatabaseConformanceConcurrency {
    private static let counter = "CREATE TABLE counter (id BIGINT PRIMARY KEY, used BIGINT NOT NULL)"

    /// Runs the closure for each number, all at once.
    private func at(once count: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...count { group.addTask { try await body(number) } }
            try await group.waitForAll()
        }
    }

    @Test("A row that is held is not decided on by anybody else", arguments: Engine.allCases)
    func heldRow(engine: Engine) async throws {
        try await engine.withTables(Self.counter) { database in
            try await database.write { try $0.execute("INSERT INTO counter (id, used) VALUES (1, 0)") }
            try await at(once: 40) { _ in
                try await database.write { db in
                    let row = try db.row("SELECT used FROM counter WHERE id = 1 \(db.dialect.forUpdate)")
                    let used = try #require(row).get("used", as: Int.self)
                    try db.execute("UPDATE counter SET used = \(used + 1) WHERE id = 1")
                }
            }
            #expect(try await database.value("SELECT used FROM counter", "used") == 40)
        }
    }

    @Test("Under a lock each sees what the one before it made", arguments: Engine.allCases)
    func namedLock(engine: Engine) async throws {
        try await engine.withTables(Self.counter) { database in
            try await at(once: 40) { _ in
                try await database.write { db in
                    try db.lock("counter")
                    let row = try db.row("SELECT COALESCE(MAX(id), 0) AS newest FROM counter")
                    let next = try #require(row).get("newest", as: Int.self) + 1
                    try db.execute("INSERT INTO counter (id, used) VALUES (\(next), 0)")
                }
            }
            #expect(try await database.value("SELECT MAX(id) AS newest FROM counter", "newest") == 40)
        }
    }

    @Test("One bucket counts everybody", arguments: Engine.allCases)
    func bucket(engine: Engine) async throws {
        try await engine.withTables(Self.counter) { database in
            try await at(once: 50) { _ in
                try await database.write { db in
                    _ = try db.row(
                        """
                        INSERT INTO counter (id, used) VALUES (1, 1)
                        ON CONFLICT (id) DO UPDATE SET used = counter.used + 1 RETURNING used
                        """
                    )
                }
            }
            #expect(try await database.value("SELECT used FROM counter", "used") == 50)
        }
    }

    @Test("Of those who come for work at once each gets rows of its own", arguments: Engine.allCases)
    func leases(engine: Engine) async throws {
        try await engine.withTables(Self.counter) { database in
            try await database.write { db in
                for id in 1...60 { try db.execute("INSERT INTO counter (id, used) VALUES (\(id), 0)") }
            }
            let taken = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 1...30 {
                    group.addTask {
                        try await database.write { db in
                            try db.rows(
                                """
                                WITH due AS MATERIALIZED (
                                    SELECT id FROM counter WHERE used = 0 ORDER BY id
                                    LIMIT \(3) \(db.dialect.forUpdateSkippingLocked)
                                )
                                UPDATE counter SET used = used + 1 WHERE id IN (SELECT id FROM due) RETURNING id
                                """
                            ).map { try $0.get("id") }
                        }
                    }
                }
                return try await group.reduce(into: [[Int]]()) { $0.append($1) }
            }
            #expect(taken.allSatisfy { $0.count <= 3 })
            let all = taken.flatMap { $0 }
            #expect(Set(all).count == all.count)
            #expect(try await database.value("SELECT MAX(used) AS most FROM counter", "most") == 1)
        }
    }

    @Test("Text is in the order of its bytes", arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        try await engine.withTables("CREATE TABLE item (name TEXT PRIMARY KEY)") { database in
            let names = ["Zoe", "_x", "a", "a b", "a-b", "ab", "b", "é", "名"]
            try await database.write { db in
                for name in names.shuffled() { try db.execute("INSERT INTO item (name) VALUES (\(name))") }
            }
            let kept = try await database.read {
                try $0.rows("SELECT name FROM item ORDER BY name").map { try $0.get("name", as: String.self) }
            }
            #expect(kept == names)
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item WHERE name > \("a")", "n") == 6)
        }
    }

    @Test("A signal reaches those who wait for its topic, and nobody else", arguments: Engine.allCases)
    func signals(engine: Engine) async throws {
        try await engine.withEmptyDatabase { database in
            var work = database.signals(of: ["work", "rest"]).makeAsyncIterator()
            database.signal("other")
            database.signal("work")
            // A connection that begins to listen has everybody look.
            var heard = await work.next()
            while heard != "work" { heard = await work.next() }
            await database.close()
            while heard != nil {
                #expect(heard != "other")
                heard = await work.next()
            }
        }
    }

    @Test("It can be asked whether it is there, and is not once it is closed", arguments: Engine.allCases)
    func reachable(engine: Engine) async throws {
        try await engine.withEmptyDatabase { database in
            #expect(await database.isReachable(within: .seconds(30)))
            #expect(database.statistics.connections > 0)
            await database.close()
            #expect(await !database.isReachable(within: .seconds(30)))
            let kind = try await failure { try await database.write { _ in } }
            #expect(kind == .unavailable)
        }
    }
}
