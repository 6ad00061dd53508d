import Foundation
import TestSupport
import Testing

@testable import Storage

/// How writers share a transaction, and that none of them notices it.
@Suite("SQLite: group commit")
struct SQLiteGroupCommitTests {
    /// Lets closures gather while the writer is held, so that they certainly form one group.
    ///
    /// Returns what each of them came to: nil for a success.
    private func outcomes(
        on database: SQLiteDatabase,
        _ bodies: [@Sendable (any Connection) throws -> Void]
    ) async throws -> [(any Error)?] {
        let held = Gate()
        let release = Gate()
        async let holder: Void = database.write { _ in
            held.open()
            release.wait()
        }
        await held.pass()
        let outcomes = try await withThrowingTaskGroup(of: (Int, (any Error)?).self) { group in
            for (index, body) in bodies.enumerated() {
                group.addTask {
                    do {
                        try await database.write(body)
                        return (index, nil)
                    } catch {
                        return (index, error)
                    }
                }
            }
            try await until { database.waitingWrites == bodies.count }
            release.open()
            return try await group.reduce(into: [(any Error)?](repeating: nil, count: bodies.count)) { $0[$1.0] = $1.1 }
        }
        try await holder
        return outcomes
    }

    private func insert(_ id: Int) -> @Sendable (any Connection) throws -> Void {
        { try $0.execute("INSERT INTO item (id) VALUES (\(id))") }
    }

    private func ids(_ database: SQLiteDatabase) async throws -> [Int] {
        try await database.read { try $0.rows("SELECT id FROM item ORDER BY id").map { try $0.get("id") } }
    }

    private func withItems(_ body: (SQLiteDatabase, String) async throws -> Void) async throws {
        try await withSQLite { database, path in
            try await Migrator([
                Migration(
                    "tables",
                    [
                        "CREATE TABLE item (id BIGINT PRIMARY KEY, content BYTEA)",
                        "CREATE TABLE part (item_id BIGINT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)",
                    ]
                )
            ]).migrate(database, at: 1)
            try await body(database, path)
        }
    }

    @Test("A hundred waiting writers are committed at once")
    func oneCommit() async throws {
        try await withItems { database, path in
            let before = try commits(inLogOf: path)
            let outcomes = try await outcomes(on: database, (1...100).map(insert))
            #expect(outcomes.allSatisfy { $0 == nil })
            #expect(try await ids(database) == Array(1...100))
            // The writer that was held wrote nothing and so left no mark of its own.
            #expect(try commits(inLogOf: path) == before + 1)
        }
    }

    @Test("In a group, one that throws or is refused undoes only its own")
    func savepoints() async throws {
        try await withItems { database, _ in
            let outcomes = try await outcomes(
                on: database,
                [
                    insert(1),
                    { connection in
                        try connection.execute("INSERT INTO item (id) VALUES (2)")
                        throw Refusal()
                    },
                    insert(1),
                    insert(3),
                ]
            )
            // Which of the two that insert 1 comes first is the tasks' affair.
            let failures = outcomes.compactMap { $0 }
            #expect(failures.count == 2)
            #expect(outcomes[1] is Refusal)
            #expect(failures.compactMap { ($0 as? StorageFailure)?.kind } == [.unique])
            #expect(try await ids(database) == [1, 3])
        }
    }

    @Test("A reference that is missing at the commit fails only the one that left it")
    func deferredForeignKey() async throws {
        try await withItems { database, _ in
            let outcomes = try await outcomes(
                on: database,
                [insert(1), { try $0.execute("INSERT INTO part (item_id) VALUES (99)") }, insert(2)]
            )
            #expect(outcomes.map { ($0 as? StorageFailure)?.kind } == [nil, .foreignKey, nil])
            #expect(try await ids(database) == [1, 2])
        }
    }

    @Test("When the disk is full for one, the engine undoes the group, and the others are written all the same")
    func fullForOne() async throws {
        try await withItems { database, _ in
            let pages = try await database.value("PRAGMA page_count", "page_count", as: Int.self)
            #expect(pages < 30)
            try await database.write { _ = try $0.rows("PRAGMA max_page_count = 30") }
            let outcomes = try await outcomes(
                on: database,
                [
                    insert(1), insert(2),
                    {
                        try $0.execute(
                            "INSERT INTO item (id, content) VALUES (3, \([UInt8](repeating: 1, count: 500_000)))"
                        )
                    },
                    insert(4),
                ]
            )
            #expect(outcomes.map { ($0 as? StorageFailure)?.kind } == [nil, nil, .full, nil])
            #expect(try await ids(database) == [1, 2, 4])
            try await database.write { _ = try $0.rows("PRAGMA max_page_count = 100000") }
            try await database.write(insert(5))
            #expect(try await ids(database) == [1, 2, 4, 5])
        }
    }

    @Test("close() runs those who wait and turns newcomers away")
    func drain() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/rekey.db"
            let database = try SQLiteDatabase(path: path, logger: quiet)
            try await database.write { try $0.execute("CREATE TABLE item (id INTEGER)") }
            let held = Gate()
            let release = Gate()
            async let holder: Void = database.write { _ in
                held.open()
                release.wait()
            }
            await held.pass()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...50 { group.addTask { [insert] in try await database.write(insert(id)) } }
                try await until { database.waitingWrites == 50 }
                group.addTask { await database.close() }
                group.addTask { await database.close() }
                release.open()
                try await group.waitForAll()
            }
            try await holder
            #expect(try await failure { try await database.write { _ in } } == .unavailable)
            #expect(try await failure { try await database.read { _ in } } == .unavailable)
            // The log was merged into the file.
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))

            let again = try SQLiteDatabase(path: path, logger: quiet)
            #expect(try await again.value("SELECT COUNT(*) AS n FROM item", "n") == 50)
            await again.close()
        }
    }

    /// How many commits the write-ahead log records: the frames with a database size (SQLite file format, 4.1).
    private func commits(inLogOf path: String) throws -> Int {
        let log = [UInt8](try Data(contentsOf: URL(filePath: path + "-wal")))
        let frame = 24 + 4096
        return stride(from: 32, to: log.count - frame + 1, by: frame)
            .filter { log[$0 + 4..<$0 + 8] != [0, 0, 0, 0] && log[$0 + 8..<$0 + 16] == log[16..<24] }
            .count
    }
}
