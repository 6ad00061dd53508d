import Storage
import TestSupport
import Testing

/// What a bracket promises, whatever engine is behind it.
@Suite("Database conformance: transactions")
struct DatabaseConformanceTransactions {
    private static let item = "CREATE TABLE item (id BIGINT PRIMARY KEY, note TEXT)"

    @Test("A write is seen by every read that begins after it", arguments: Engine.allCases)
    func readYourWrites(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            for id in 1...50 {
                try await database.write { try $0.execute("INSERT INTO item (id) VALUES (\(id))") }
                #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == id)
            }
        }
    }

    @Test("A read sees one snapshot, whatever is written meanwhile", arguments: Engine.allCases)
    func snapshot(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            let looked = Gate()
            let written = Gate()
            async let counts = database.read { connection in
                let before: Int = try connection.rows("SELECT id FROM item").count
                looked.open()
                written.wait()
                return [before, try connection.rows("SELECT id FROM item").count]
            }
            await looked.pass()
            try await database.write { try $0.execute("INSERT INTO item (id) VALUES (1)") }
            written.open()
            #expect(try await counts == [0, 0])
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == 1)
        }
    }

    @Test("What a closure wrote is undone when it throws, and its error arrives", arguments: Engine.allCases)
    func rollback(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            await #expect(throws: Refusal()) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO item (id) VALUES (1)")
                    let own = try connection.rows("SELECT id FROM item").count
                    #expect(own == 1)
                    throw Refusal()
                }
            }
            let kept = try await database.value("SELECT COUNT(*) AS n FROM item", "n", as: Int.self)
            #expect(kept == 0)
        }
    }

    @Test("Of many writers at once, those that throw undo only their own", arguments: Engine.allCases)
    func neighbours(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
                for id in 0..<200 {
                    group.addTask {
                        do {
                            try await database.write { connection in
                                try connection.execute("INSERT INTO item (id) VALUES (\(id))")
                                if id.isMultiple(of: 3) { throw Refusal() }
                            }
                            return (id, true)
                        } catch {
                            return (id, false)
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            let kept = try await database.read {
                try $0.rows("SELECT id FROM item").map { try $0.get("id", as: Int.self) }
            }
            #expect(Set(kept) == Set((0..<200).filter { !$0.isMultiple(of: 3) }))
            #expect(Set(outcomes.filter(\.value).keys) == Set(kept))
        }
    }

    @Test("Of fifty guarded updates of one row exactly one wins", arguments: Engine.allCases)
    func guardedUpdate(engine: Engine) async throws {
        try await engine.withTables("CREATE TABLE code (id BIGINT PRIMARY KEY, consumed_at BIGINT)") { database in
            try await database.write { try $0.execute("INSERT INTO code (id) VALUES (7)") }
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for now in 1...50 {
                    group.addTask {
                        try await database.write { connection in
                            try connection.row(
                                """
                                UPDATE code SET consumed_at = \(now)
                                WHERE id = \(7) AND consumed_at IS NULL RETURNING id
                                """
                            ) != nil
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(winners == 1)
        }
    }

    @Test("A refused statement ends the bracket even if the closure swallows it", arguments: Engine.allCases)
    func refusedStatement(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            let kind = try await failure {
                try await database.write { connection in
                    try connection.execute("INSERT INTO item (id) VALUES (1)")
                    _ = try? connection.execute("INSERT INTO item (id) VALUES (1)")
                    let query = Result { try connection.rows("SELECT id FROM item") }
                    #expect(throws: StorageFailure.self) { try query.get() }
                }
            }
            #expect(kind == .unique)
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == 0)
        }
    }

    @Test(
        "A closure cannot end the transaction that it was given",
        arguments: Engine.allCases,
        ["COMMIT", "  rollback", "BEGIN", "End", "SAVEPOINT mine", "release mine"] as [SQL]
    )
    func transactionControl(engine: Engine, statement: SQL) async throws {
        try await engine.withTables(Self.item) { database in
            let kind = try await failure {
                try await database.write { connection in
                    try connection.execute("INSERT INTO item (id) VALUES (1)")
                    try connection.execute(statement)
                }
            }
            #expect(kind == .other)
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == 0)
        }
    }

    @Test("A read cannot write", arguments: Engine.allCases)
    func readOnly(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            let kind = try await failure {
                try await database.read { try $0.execute("INSERT INTO item (id) VALUES (1)") }
            }
            #expect(kind != nil)
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == 0)
        }
    }

    @Test("A task that is cancelled beforehand writes nothing", arguments: Engine.allCases)
    func cancelled(engine: Engine) async throws {
        try await engine.withTables(Self.item) { database in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await database.write { try $0.execute("INSERT INTO item (id) VALUES (1)") }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            let kept = try await database.value("SELECT COUNT(*) AS n FROM item", "n", as: Int.self)
            #expect(kept == 0)
        }
    }
}
