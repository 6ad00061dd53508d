import Synchronization
import TestSupport
import Testing

@testable import Storage

/// When a closure runs again, and when it must not.
@Suite("PostgreSQL: retries", .timeLimit(.minutes(2)))
struct PostgreSQLRetryTests {
    private static let item = "CREATE TABLE item (id BIGINT PRIMARY KEY, used BIGINT NOT NULL)"

    private final class Runs: Sendable {
        private let runs = Mutex(0)
        var count: Int { runs.withLock { $0 } }

        func begin() -> Int {
            runs.withLock { runs in
                runs += 1
                return runs
            }
        }
    }

    @Test("Two that hold what the other wants both succeed")
    func deadlock() async throws {
        try await withPostgreSQL(Self.item) { database, _ in
            try await database.write { try $0.execute("INSERT INTO item (id, used) VALUES (1, 0), (2, 0)") }
            let runs = Runs()
            let gates = [1: Gate(), 2: Gate()]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await database.write { db in
                            _ = runs.begin()
                            try db.execute("UPDATE item SET used = used + 1 WHERE id = \(first)")
                            gates[first]?.open()
                            gates[second]?.wait()
                            try db.execute("UPDATE item SET used = used + 1 WHERE id = \(second)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(runs.count > 2)
            #expect(try await database.value("SELECT MIN(used) AS least FROM item", "least") == 2)
        }
    }

    @Test("What cannot be put in an order runs again, even where the closure swallowed the refusal")
    func serialization() async throws {
        try await withPostgreSQL(Self.item) { database, _ in
            let runs = Runs()
            let gates = [1: Gate(), 2: Gate()]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (id, other) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await database.write { db in
                            _ = runs.begin()
                            try db.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
                            let count = try db.rows("SELECT id FROM item").count
                            // Both have looked before either writes.
                            gates[id]?.open()
                            gates[other]?.wait()
                            _ = try? db.execute("INSERT INTO item (id, used) VALUES (\(id), \(count))")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(runs.count > 2)
            let counts = try await database.read {
                try $0.rows("SELECT used FROM item ORDER BY used").map { try $0.get("used", as: Int.self) }
            }
            #expect(counts == [0, 1])
        }
    }

    @Test("A connection that is lost before the commit is made anew, and the closure runs again")
    func lostBefore() async throws {
        try await withPostgreSQL(Self.item) { database, _ in
            let runs = Runs()
            try await database.write { db in
                try db.execute("INSERT INTO item (id, used) VALUES (1, 0)")
                if runs.begin() == 1 { _ = try? db.row("SELECT pg_terminate_backend(pg_backend_pid())") }
                try db.execute("UPDATE item SET used = used + 1")
            }
            #expect(runs.count == 2)
            #expect(try await database.value("SELECT used FROM item", "used") == 1)
        }
    }

    @Test("A connection that is lost during the commit is told, and the closure does not run again")
    func lostDuring() async throws {
        try await withPostgreSQL(
            Self.item,
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END $$
            """,
            """
            CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION die()
            """
        ) { database, _ in
            let runs = Runs()
            let failure = await #expect(throws: StorageFailure.self) {
                try await database.write { db in
                    _ = runs.begin()
                    try db.execute("INSERT INTO item (id, used) VALUES (1, 0)")
                }
            }
            #expect(failure?.kind == .unavailable)
            #expect(failure?.message.contains("not known") == true)
            #expect(runs.count == 1)
            let kept = try await database.value("SELECT COUNT(*) AS n FROM item", "n", as: Int.self)
            #expect(kept == 0)
        }
    }

    @Test("Who loses every time is told that it is busy")
    func bounded() async throws {
        try await withPostgreSQL { database, _ in
            let runs = Runs()
            let kind = try await failure {
                try await database.write { db in
                    _ = runs.begin()
                    _ = try db.rows("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")
                }
            }
            #expect(kind == .busy)
            #expect(runs.count == 6)
        }
    }
}
