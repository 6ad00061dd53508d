import Accounts
import Storage
import TestSupport
import Testing

@Suite("Mail queue of the console")
struct MailQueueTests {
    private static func operators(_ rekey: TestInstallation) async throws -> (admin: Operator, helpdesk: Operator) {
        for role in ["admin", "helpdesk"] {
            _ = try await rekey.users.add(
                .init(username: role, password: Password("Forgotten-1!"), roles: [role]),
                to: rekey.tenant,
                by: "test"
            )
        }
        return (try await rekey.signedIn("admin"), try await rekey.signedIn("helpdesk"))
    }

    @Test("is paged by key, newest first, by state and tenant", arguments: Engine.allCases)
    func pages(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            for _ in 0..<7 {
                rekey.clock.advance(by: .seconds(1))
                try await rekey.queueOne()
            }
            var seen: [String] = []
            var key: String?
            repeat {
                let page = try await rekey.mailQueue.page(
                    of: [.queued, .leased, .dead],
                    at: rekey.tenant,
                    before: key,
                    count: 3
                )
                seen += page.entries.map(\.id)
                key = page.next
            } while key != nil
            #expect(seen.count == 7 && seen == seen.sorted(by: >))
            while try await rekey.relay.deliverDue() > 0 {}
            #expect(try await rekey.mailQueue.page(of: [.queued], at: rekey.tenant).entries.isEmpty)
            #expect(try await rekey.mailQueue.page(of: [.sent], at: rekey.tenant).entries.count == 7)
            let acme = try await rekey.tenants.add(domain: "acme.example", by: "test")
            #expect(try await rekey.mailQueue.page(of: MailQueue.State.allCases, at: acme).entries.isEmpty)
            await #expect(throws: Failure.self) { try await rekey.mailQueue.entry(seen[0], at: acme) }
        }
    }

    @Test("is mended by those who may, and it is audited", arguments: Engine.allCases)
    func mending(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            try await rekey.queueOne()
            let (admin, helpdesk) = try await Self.operators(rekey)
            let id = try #require(try await rekey.mailQueue.page(of: [.queued], at: rekey.tenant).entries.first?.id)
            let client = TestInstallation.client
            #expect(try await rekey.mailQueue.retry(id, at: rekey.tenant, by: helpdesk, client: client))
            await #expect(throws: Failure.self) {
                try await rekey.mailQueue.drop(id, at: rekey.tenant, by: helpdesk, client: client)
            }
            #expect(try await rekey.mailQueue.drop(id, at: rekey.tenant, by: admin, client: client))
            #expect(try await rekey.mailQueue.entry(id, at: rekey.tenant).state == "dead")
            // What was wiped cannot be sent any more.
            #expect(try await !rekey.mailQueue.retry(id, at: rekey.tenant, by: admin, client: client))
            let actions = try await rekey.database.read { db in
                try db.rows("SELECT action, initiator FROM audit_event WHERE target = 'passwordReset' ORDER BY at, id")
                    .map { "\(try $0.get("action", as: String.self)) \(try $0.get("initiator", as: String.self))" }
            }
            #expect(
                Set(actions) == [
                    "notification.retried PRIMARY/helpdesk@carbon.super",
                    "notification.dropped PRIMARY/admin@carbon.super",
                ]
            )
        }
    }
}
