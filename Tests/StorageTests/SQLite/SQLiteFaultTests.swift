import Foundation
import TestSupport
import Testing

@testable import Storage

/// What happens when the file, its locks or its neighbours do not do as they should.
@Suite("SQLite: faults")
struct SQLiteFaultTests {
    @Test("A file that another process keeps locked is busy after the timeout, and works afterwards")
    func locked() async throws {
        try await withSQLite { holder, path in
            try await holder.write { try $0.execute("CREATE TABLE item (id INTEGER)") }
            let database = try SQLiteDatabase(path: path, busyTimeout: .milliseconds(100), logger: quiet)
            let locked = Gate()
            let release = Gate()
            async let held: Void = holder.write { _ in
                locked.open()
                release.wait()
            }
            await locked.pass()
            let start = ContinuousClock.now
            let kind = try await failure { try await database.write { try $0.execute("INSERT INTO item VALUES (1)") } }
            #expect(kind == .busy)
            #expect(ContinuousClock.now - start >= .milliseconds(100))
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == 0)
            release.open()
            try await held
            try await database.write { try $0.execute("INSERT INTO item VALUES (2)") }
            #expect(try await holder.value("SELECT id FROM item", "id") == 2)
            await database.close()
        }
    }

    @Test("A command beside a server that never stops writing gets its turns")
    func neighbour() async throws {
        try await withSQLite { server, path in
            try await server.write { try $0.execute("CREATE TABLE item (id INTEGER)") }
            let command = try SQLiteDatabase(path: path, readers: 1, logger: quiet)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        while !Task.isCancelled {
                            do {
                                try await server.write { try $0.execute("INSERT INTO item VALUES (1)") }
                            } catch is CancellationError {}
                        }
                    }
                }
                for _ in 0..<50 { try await command.write { try $0.execute("INSERT INTO item VALUES (2)") } }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(try await server.value("SELECT COUNT(*) AS n FROM item WHERE id = 2", "n") == 50)
            await command.close()
        }
    }

    @Test("A full disk is told as such, keeps what was there and ends when there is room")
    func full() async throws {
        try await withSQLite { database, _ in
            try await database.write {
                try $0.execute("CREATE TABLE item (content BLOB)")
                _ = try $0.rows("PRAGMA max_page_count = 20")
            }
            let content = [UInt8](repeating: 7, count: 10_000)
            var kept = 0
            var kind: StorageFailure.Kind?
            while kind == nil {
                kind = try await failure {
                    try await database.write { try $0.execute("INSERT INTO item VALUES (\(content))") }
                }
                if kind == nil { kept += 1 }
            }
            #expect(kind == .full)
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == kept)
            try await database.write { _ = try $0.rows("PRAGMA max_page_count = 1000") }
            try await database.write { try $0.execute("INSERT INTO item VALUES (\(content))") }
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == kept + 1)
        }
    }

    @Test("Past its length the line is busy, and those in it are served")
    func tooMany() async throws {
        let line = WaitingLine(capacity: 2)
        try await withThrowingTaskGroup(of: StorageFailure.Kind?.self) { group in
            for _ in 0..<2 { group.addTask { try await failure { try await line.run { _ in } } } }
            try await until { line.count == 2 }
            let third = try await failure { try await line.run { _ in } }
            #expect(third == .busy)
            for waiter in line.take(upTo: 1) + line.take(upTo: 5) { waiter.fail(StorageFailure(.other, "served")) }
            for try await kind in group { #expect(kind == .other) }
        }
        line.close()
        #expect(line.take(upTo: 1).isEmpty)
    }

    @Test("What is not a database is told as corrupt, what cannot be opened as unavailable")
    func unusableFiles() async throws {
        try await withTemporaryFolder { folder in
            try Data(repeating: 65, count: 10_000).write(to: URL(filePath: folder + "/picture.db"))
            let cases: [(String, StorageFailure.Kind)] = [
                ("/picture.db", .corrupt), ("/missing/rekey.db", .unavailable), ("", .unavailable),
            ]
            for (name, expected) in cases {
                let failure = #expect(throws: StorageFailure.self) {
                    try SQLiteDatabase(path: folder + name, logger: quiet)
                }
                #expect(failure?.kind == expected)
            }
        }
    }
}
