import Accounts
import Foundation
import Storage
import TestSupport
import Testing

@testable import Recovery

@Suite("Restoration: what a backup's day does not bring back")
struct RestorationTests {
    /// Backs up, and puts the backup back in the place of what has come since.
    private func putBack(
        _ installation: TestInstallation,
        resendingMail: Bool = false,
        meanwhile: () async throws -> Void
    ) async throws -> Restoration {
        try await withTemporaryFolder { folder in
            let now = installation.clock.surroundings.now()
            _ = try await Backup.make(
                of: installation.database,
                to: folder + "/backup",
                migrations: schemaHistory,
                release: "0",
                at: now.microseconds
            )
            try await meanwhile()
            let restore = Restore(from: folder + "/backup", migrations: schemaHistory)
            return try await restore.run(
                restore.verify(),
                into: installation.database,
                replacing: true,
                at: now.microseconds
            ) { [audit = installation.audit] db in
                try Restoration.settle(
                    backupOf: now,
                    resendingMail: resendingMail,
                    at: now,
                    audit: audit,
                    initiator: "test",
                    in: db
                )
            }
        }
    }

    @Test("A code that was used since does not work again, nor one that was not", arguments: Engine.allCases)
    func codes(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            _ = try await installation.addKim()
            let code = try await installation.code()
            let ended = try await putBack(installation) {
                try await installation.reset(code, to: "Changed since 1!")
            }
            #expect(ended.revokedFlows == 1)
            await #expect(throws: Failure.self) { try await installation.reset(code, to: "Once more 1!") }
            #expect(try await installation.knows("Forgotten-1!"))
            // Whoever needs one asks for a new one.
            try await installation.reset(installation.code(), to: "Once more 1!")
        }
    }

    @Test("An expired code cannot be had again by a resend", arguments: Engine.allCases)
    func expired(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            _ = try await installation.addKim()
            _ = try await installation.code()
            installation.clock.advance(by: .hours(2))
            try await installation.sweep()
            #expect(try await putBack(installation) {}.revokedFlows == 1)
            #expect(try await installation.mail(installation.ask(kind: .resend)).isEmpty)
        }
    }

    @Test("Mails and requests that waited are withdrawn", arguments: Engine.allCases)
    func mail(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            _ = try await installation.addKim()
            try await installation.queueOne()
            _ = try await installation.recovery.start(
                installation.ask(),
                notify: true,
                at: installation.tenant,
                initiator: "test",
                client: TestInstallation.client
            )
            let ended = try await putBack(installation) {}
            #expect(ended.withdrawnMails == 1 && ended.queuedMails == 0)
            #expect(ended.withdrawnRequests == 1)
            #expect(try await installation.resolver.resolveWaiting() == 0)
            #expect(try await installation.relay.deliverDue() == 0)
            #expect(installation.channel.messages.isEmpty)
        }
    }

    @Test("Mails are sent again only when asked for, and their links are dead", arguments: Engine.allCases)
    func resentMail(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            _ = try await installation.addKim()
            try await installation.queueOne()
            let ended = try await putBack(installation, resendingMail: true) {}
            #expect(ended.queuedMails == 1)
            #expect(try await installation.relay.deliverDue() == 1)
            let code = try #require(installation.channel.messages.first?.code)
            await #expect(throws: Failure.self) { try await installation.reset(code, to: "Once more 1!") }
        }
    }

    @Test("Sessions end, and the audit trail says so", arguments: Engine.allCases)
    func sessions(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            let kim = try await installation.addKim()
            let sessions = Sessions(
                database: installation.database,
                audit: installation.audit,
                surroundings: installation.clock.surroundings,
                idle: .hours(1),
                absolute: .hours(8)
            )
            let secret = try await sessions.begin(for: kim)
            #expect(try await sessions.find(secret) != nil)
            let ended = try await putBack(installation) { try await sessions.end(secret) }
            #expect(ended.endedSessions == 1)
            #expect(try await sessions.find(secret) == nil)
            let events = try await installation.database.read { db in
                try db.rows("SELECT id FROM audit_event WHERE action = 'installation.restored'").count
            }
            #expect(events == 1)
        }
    }

    @Test("A whole installation is the same on the other engine", arguments: Engine.allCases, Engine.allCases)
    func copied(source: Engine, target: Engine) async throws {
        try await source.withInstallation { installation in
            _ = try await installation.addKim()
            try await installation.mail(installation.ask())
            try await installation.queueOne()
            #expect(
                try await KeyRecord.admits(installation.keys, to: installation.database, at: installation.clock.now)
            )
            try await installation.database.write { db in
                try db.execute(
                    """
                    INSERT INTO mailbox_message (id, received_at, sender, recipient, subject, text_part, source)
                    VALUES ('m', \(Int64.min), '', '', 'é', '', \([UInt8](0...255)))
                    """
                )
                try db.execute(
                    "INSERT INTO limit_usage (bucket, kind, used, window_ends_at) VALUES (\([UInt8]()), 'k', 1, \(Int64.max))"
                )
            }
            try await target.withEmptyDatabase { database in
                let tables = try await DatabaseCopy(
                    from: installation.database,
                    to: database,
                    migrations: schemaHistory
                ).run(at: 1)
                #expect(tables.count == 15)
                #expect(
                    tables.filter { $0.rows == 0 }.map(\.name).sorted() == [
                        "password_history", "portal_session", "user_role",
                    ]
                )
                let moved = try await TestInstallation(database: database)
                #expect(try await moved.knows("Forgotten-1!"))
            }
        }
    }
}
