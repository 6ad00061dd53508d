import Accounts
import Cryptography
import Logging
import ServiceLifecycle
import Storage
import TestSupport
import Testing

@Suite("Nodes on one database")
struct NodesTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Waits for what another task does, as long as a node may take to know of it.
    private func becomesTrue(_ condition: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test("The first key is the database's, and no other is admitted", arguments: Engine.allCases)
    func key(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let now = Instant(microseconds: 1)
            let (first, second) = (Keys(master: .generate()), Keys(master: .generate()))
            let wasMade = try await KeyRecord.isMade(in: database)
            #expect(!wasMade)
            #expect(try await KeyRecord.admits(first, to: database, at: now))
            #expect(try await KeyRecord.isMade(in: database))
            #expect(try await KeyRecord.admits(second, to: database, at: now) == false)
            #expect(try await KeyRecord.admits(first, to: database, at: now))
        }
    }

    @Test("Of two nodes that start at once with keys of their own one is admitted", arguments: Engine.allCases)
    func keysAtOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await KeyRecord.admits(
                            Keys(master: .generate()),
                            to: database,
                            at: Instant(microseconds: 1)
                        )
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(admitted == 1)
        }
    }

    @Test("A tenant that another node changed is looked up anew", arguments: Engine.allCases)
    func tenants(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let signals = NodeSignals(
                rekey.database,
                actions: [.tenants: { [tenants = rekey.tenants] in tenants.forgetAll() }]
            )
            let added = try await rekey.tenants.add(domain: "acme.example", by: "test")
            #expect(try await rekey.tenants.active(domain: added.domain) == added)
            try await rekey.database.write { db in
                _ = try db.execute("UPDATE tenant SET is_active = \(false) WHERE id = \(added.id)")
            }
            // The clock of the test stands still: nothing expires. Who begins to listen has missed something perhaps,
            // and forgets; so nobody listens yet.
            #expect(try await rekey.tenants.active(domain: added.domain) == added)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await signals.run() }
                let isForgotten = try await becomesTrue {
                    rekey.database.signal(.tenants)
                    return try await rekey.tenants.active(domain: added.domain) == nil
                }
                #expect(isForgotten)
                group.cancelAll()
            }
        }
    }

    @Test("A migration of a later release makes a running node say that it is not ready", arguments: Engine.allCases)
    func laterSchema(engine: Engine) async throws {
        try await engine.withEmptyDatabase { database in
            let migrator = Migrator(nodeMigrations)
            #expect(try await migrator.migrate(database, at: 1))
            #expect(try await migrator.migrate(database, at: 1) == false)
            let readiness = Readiness(database: database, relay: nil)
            let watch = SchemaWatch(migrator, of: database, telling: readiness, logger: Self.quiet)
            try await watch.look()
            #expect(await readiness.reasonsAgainst() == [])
            try await Migrator(nodeMigrations + [Migration("later", ["CREATE TABLE later (id BIGINT)"])])
                .migrate(database, at: 2)
            try await watch.look()
            #expect(await readiness.reasonsAgainst() == [.schema])
            let failure = await #expect(throws: StorageFailure.self) { try await migrator.migrate(database, at: 3) }
            #expect(failure?.kind == .newerSchema)
        }
    }

    @Test("A relay that does not go round, and a database that is closed, are reasons")
    func reasons() async throws {
        try await Engine.sqlite.withEmptyDatabase { database in
            let heartbeat = Heartbeat(patience: .seconds(60))
            let readiness = Readiness(database: database, relay: heartbeat)
            #expect(await readiness.reasonsAgainst() == [.relay], "it has not begun")
            heartbeat.beat()
            #expect(await readiness.reasonsAgainst() == [])
            let impatient = Heartbeat(patience: .milliseconds(50))
            impatient.beat()
            let standsStill = try await becomesTrue {
                await Readiness(database: database, relay: impatient).reasonsAgainst() == [.relay]
            }
            #expect(standsStill)
            heartbeat.stop()
            #expect(await readiness.reasonsAgainst() == [.relay])
            await database.close()
            #expect(await readiness.reasonsAgainst() == [.database, .relay])
        }
    }

    @Test("Work is announced to other processes only where this one does not deliver", arguments: [true, false])
    func announcement(isElsewhere: Bool) async throws {
        try await Engine.sqlite.withEmptyDatabase { database in
            let outbox = Outbox(
                key: .generate(),
                surroundings: TestClock().surroundings,
                messageDomain: "id.example.com",
                bell: Bell(),
                elsewhere: isElsewhere ? database : nil
            )
            let heard = database.signals(of: [.outbox])
            outbox.announce()
            await database.close()
            let count = await heard.reduce(0) { count, _ in count + 1 }
            #expect(count == (isElsewhere ? 1 : 0))
        }
    }
}
