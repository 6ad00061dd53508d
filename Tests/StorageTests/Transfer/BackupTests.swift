import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite("Backup and restore")
struct BackupTests {
    @discardableResult
    private static func backUp(_ database: any Database, to path: String) async throws -> BackupSummary {
        try await Backup.make(of: database, to: path, migrations: OddInstallation.migrations, release: "0", at: 7)
    }

    private static func restore(
        _ path: String,
        into database: any Database,
        migrations: [Migration] = OddInstallation.migrations,
        replacing: Bool = false
    ) async throws {
        let restore = Restore(from: path, migrations: migrations)
        try await restore.run(restore.verify(), into: database, replacing: replacing, at: 9) { _ in }
    }

    @Test("What one engine wrote any engine reads", arguments: EnginePair.all)
    func roundTrip(pair: EnginePair) async throws {
        try await pair.withDatabases { source, target in
            try await withTemporaryFolder { folder in
                let path = folder + "/backup"
                let written = try await Self.backUp(source, to: path)
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(mode == 0o600)
                #expect(
                    try Restore(from: path, migrations: OddInstallation.migrations).verify().tables == written.tables
                )
                try await Self.restore(path, into: target)
                let wanted = try await OddInstallation.contents(of: source)
                #expect(try await OddInstallation.contents(of: target) == wanted)
                try await Migrator(OddInstallation.migrations).migrate(target, at: 8)
                try await target.write { try $0.execute("INSERT INTO owner (name) VALUES ('new')") }
            }
        }
    }

    @Test("A file is the same whichever engine wrote it")
    func sameFile() async throws {
        try await withTemporaryFolder { folder in
            var files: [Data] = []
            for engine in Engine.allCases {
                try await engine.withEmptyDatabase { database in
                    try await OddInstallation.fill(database)
                    try await Self.backUp(database, to: folder + "/\(engine)")
                    files.append(try Data(contentsOf: URL(filePath: folder + "/\(engine)")))
                }
            }
            #expect(Set(files).count == 1)
        }
    }

    /// A small backup in a folder of its own.
    private func withFile(_ body: (_ path: String, _ bytes: [UInt8]) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await Engine.sqlite.withEmptyDatabase { database in
                try await Migrator(OddInstallation.migrations).migrate(database, at: 1)
                try await database.write { db in
                    try db.execute("INSERT INTO owner (name, picture) VALUES ('kim', \([UInt8](0...9)))")
                    try db.execute("INSERT INTO token (digest, at) VALUES (\([UInt8(1)]), 5)")
                }
                try await Self.backUp(database, to: folder + "/backup")
            }
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/backup")))
            try await body(folder + "/damaged", bytes)
        }
    }

    private static func isRefused(_ bytes: some Collection<UInt8>, at path: String) throws -> Bool {
        try Data(bytes).write(to: URL(filePath: path))
        do {
            _ = try Restore(from: path, migrations: OddInstallation.migrations).verify()
            return false
        } catch is TransferRefusal {
            return true
        }
    }

    @Test("A file that was cut off anywhere is refused")
    func truncated() async throws {
        try await withFile { path, bytes in
            #expect(try !Self.isRefused(bytes, at: path))
            for count in bytes.indices {
                try #require(try Self.isRefused(bytes.prefix(count), at: path), "cut off after \(count) bytes")
            }
            #expect(try Self.isRefused(bytes + [0], at: path))
            #expect(try Self.isRefused(bytes + bytes, at: path))
        }
    }

    @Test("A file of which a byte was changed is refused", arguments: [0x01, 0x80] as [UInt8])
    func edited(mask: UInt8) async throws {
        try await withFile { path, bytes in
            for index in bytes.indices {
                var edited = bytes
                edited[index] ^= mask
                try #require(try Self.isRefused(edited, at: path), "byte \(index)")
            }
        }
    }

    @Test("A restore that fails in the middle leaves everything as it was", arguments: Engine.allCases)
    func undone(engine: Engine) async throws {
        try await EnginePair(source: .sqlite, target: engine).withDatabases { source, target in
            try await withTemporaryFolder { folder in
                try await Self.backUp(source, to: folder + "/backup")
                try await OddInstallation.fill(target)
                try await target.write { try $0.execute("INSERT INTO blank (id) VALUES ('kept')") }
                let before = try await OddInstallation.contents(of: target)
                let restore = Restore(from: folder + "/backup", migrations: OddInstallation.migrations)
                let summary = try restore.verify()
                await #expect(throws: Refusal.self) {
                    try await restore.run(summary, into: target, replacing: true, at: 9) { _ in throw Refusal() }
                }
                #expect(try await OddInstallation.contents(of: target) == before)
            }
        }
    }

    @Test("What is there goes only when told so", arguments: Engine.allCases)
    func replacing(engine: Engine) async throws {
        try await EnginePair(source: .sqlite, target: engine).withDatabases { source, target in
            try await withTemporaryFolder { folder in
                try await Self.backUp(source, to: folder + "/backup")
                try await OddInstallation.fill(target)
                try await target.write { try $0.execute("INSERT INTO blank (id) VALUES ('old')") }
                let before = try await OddInstallation.contents(of: target)
                await #expect(throws: TransferRefusal.self) { try await Self.restore(folder + "/backup", into: target) }
                #expect(try await OddInstallation.contents(of: target) == before)
                try await Self.restore(folder + "/backup", into: target, replacing: true)
                let wanted = try await OddInstallation.contents(of: source)
                #expect(try await OddInstallation.contents(of: target) == wanted)
            }
        }
    }

    @Test("A backup of an older schema is brought forward, one of a newer is refused", arguments: Engine.allCases)
    func otherSchema(engine: Engine) async throws {
        let later =
            OddInstallation.migrations
            + [
                Migration("0002-more", ["ALTER TABLE blank ADD COLUMN more TEXT", "CREATE TABLE further (id BIGINT)"])
            ]
        try await EnginePair(source: .sqlite, target: engine).withDatabases { source, target in
            try await withTemporaryFolder { folder in
                try await Self.backUp(source, to: folder + "/backup")
                try await Self.restore(folder + "/backup", into: target, migrations: later)
                let wanted = try await OddInstallation.contents(of: source)
                #expect(try await OddInstallation.contents(of: target) == wanted)
                try await target.write { try $0.execute("INSERT INTO blank (id, more) VALUES ('x', 'y')") }
                _ = try await Backup.make(of: target, to: folder + "/new", migrations: later, release: "1", at: 7)
                #expect(throws: TransferRefusal.self) {
                    try Restore(from: folder + "/new", migrations: OddInstallation.migrations).verify()
                }
            }
        }
    }

    @Test("A backup does not overwrite a file, and leaves none behind that is not whole")
    func files() async throws {
        try await Engine.sqlite.withEmptyDatabase { database in
            try await withTemporaryFolder { folder in
                await #expect(throws: TransferRefusal.self) { try await Self.backUp(database, to: folder + "/none") }
                try await OddInstallation.fill(database)
                try await Self.backUp(database, to: folder + "/backup")
                await #expect(throws: TransferRefusal.self) { try await Self.backUp(database, to: folder + "/backup") }
                await #expect(throws: TransferRefusal.self) { try await Self.backUp(database, to: folder + "/no/such") }
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["backup"])
            }
        }
    }
}
