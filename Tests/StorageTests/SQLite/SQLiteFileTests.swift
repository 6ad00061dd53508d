import Foundation
import Storage
import TestSupport
import Testing

/// What is in the file, who may read it, and what is left of it after a crash.
@Suite("SQLite: the file")
struct SQLiteFileTests {
    @Test("The file and its companions belong to their owner alone")
    func mode() async throws {
        try await withSQLite { database, path in
            try await database.write { try $0.execute("CREATE TABLE item (id INTEGER)") }
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
        }
    }

    @Test(
        "The settings on which durability stands",
        arguments: [
            ("PRAGMA journal_mode", "journal_mode", .text("wal")),
            ("PRAGMA synchronous", "synchronous", .integer(2)),
            ("PRAGMA foreign_keys", "foreign_keys", .integer(1)),
        ] as [(SQL, String, Value)]
    )
    func settings(pragma: (SQL, String, Value)) async throws {
        try await withSQLite { database, _ in
            let row = try #require(try await database.write { try $0.row(pragma.0) })
            #expect(try row.get(pragma.1) == pragma.2)
        }
    }

    @Test("Closing and opening again keeps everything")
    func reopen() async throws {
        try await withTemporaryFolder { folder in
            for opening in 1...3 {
                let database = try SQLiteDatabase(path: folder + "/rekey.db", logger: quiet)
                try await Migrator([Migration("item", ["CREATE TABLE item (id BIGINT)"])]).migrate(database, at: 1)
                try await database.write { try $0.execute("INSERT INTO item (id) VALUES (\(opening))") }
                #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == opening)
                await database.close()
            }
        }
    }

    @Test("What was answered is in the files at once: a process that is killed loses nothing")
    func killed() async throws {
        try await withSQLite { database, path in
            try await database.write { try $0.execute("CREATE TABLE item (id INTEGER)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...500 {
                    group.addTask { _ = try await database.write { try $0.execute("INSERT INTO item VALUES (\(id))") } }
                }
                try await group.waitForAll()
            }
            // What a killed process leaves: the file and the log, nothing flushed and nothing closed.
            try await withTemporaryFolder { folder in
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: folder + "/left.db" + suffix)
                }
                let next = try SQLiteDatabase(path: folder + "/left.db", logger: quiet)
                #expect(try await next.value("SELECT COUNT(*) AS n FROM item", "n") == 500)
                #expect(try await next.value("PRAGMA integrity_check", "integrity_check") == "ok")
                await next.close()
            }
        }
    }

    @Test("Many processes may open a new file at the same moment")
    func openedAtOnce() async throws {
        try await withTemporaryFolder { folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for opener in 1...8 {
                    group.addTask {
                        let database = try SQLiteDatabase(path: folder + "/rekey.db", readers: 1, logger: quiet)
                        try await Migrator([Migration("item", ["CREATE TABLE item (id BIGINT)"])])
                            .migrate(database, at: Int64(opener))
                        try await database.write { try $0.execute("INSERT INTO item (id) VALUES (\(opener))") }
                        await database.close()
                    }
                }
                try await group.waitForAll()
            }
            let database = try SQLiteDatabase(path: folder + "/rekey.db", logger: quiet)
            #expect(try await database.value("SELECT COUNT(*) AS n FROM item", "n") == 8)
            await database.close()
        }
    }
}
