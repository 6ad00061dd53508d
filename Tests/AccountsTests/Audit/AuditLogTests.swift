import Accounts
import Storage
import TestSupport
import Testing

@Suite("Audit log of the console")
struct AuditLogTests {
    @Test("is filtered, paged by key, and for those who may", arguments: Engine.allCases)
    func pages(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            for role in ["admin", "helpdesk", "auditor"] {
                _ = try await rekey.users.add(
                    .init(username: role, password: Password("Forgotten-1!"), roles: [role]),
                    to: rekey.tenant,
                    by: "test"
                )
            }
            let kim = try await rekey.addKim()
            let began = rekey.clock.surroundings.now()
            for _ in 0..<5 {
                try await rekey.users.setState(.locked(until: nil), of: kim, by: "test")
                try await rekey.users.setState(.unlocked, of: kim, by: "test")
            }
            rekey.clock.advance(by: .days(1))
            try await rekey.users.setState(.disabled, of: kim, by: "test")
            let auditor = try await rekey.signedIn("auditor")
            let log = AuditLog(database: rekey.database, audit: rekey.audit)
            func all(_ filter: AuditLog.Filter, at tenant: Tenant? = nil) async throws -> [AuditEvent] {
                var seen: [AuditEvent] = []
                var key: AuditLog.Key?
                repeat {
                    let page = try await log.page(
                        at: tenant ?? rekey.tenant,
                        matching: filter,
                        before: key,
                        count: 2,
                        by: auditor
                    )
                    seen += page.events
                    key = page.next
                } while key != nil
                return seen
            }
            let ofKim = try await all(.init(user: "kim"))
            #expect(ofKim.count == 12 && Set(ofKim.map(\.id)).count == 12)
            #expect(ofKim.map(\.at) == ofKim.map(\.at).sorted(by: >))
            #expect(try await all(.init(action: .userLocked)).count == 5)
            #expect(try await all(.init(action: .userLocked, user: "PRIMARY/auditor")).isEmpty)
            #expect(try await all(.init(user: "kim", from: began + .hours(1))).map(\.action) == ["user.disabled"])
            #expect(try await all(.init(user: "kim", until: began + .hours(1))).count == 11)
            try await rekey.users.delete(kim, by: "test")
            // Who is gone is found by name.
            #expect(try await all(.init(action: .userDeleted, user: "PRIMARY/kim")).count == 1)
            let acme = try await rekey.tenants.add(domain: "acme.example", by: "test")
            #expect(try await all(.init(), at: acme).map(\.action) == ["tenant.added"])
            let helpdesk = try await rekey.signedIn("helpdesk")
            await #expect(throws: Failure.self) {
                try await log.page(at: rekey.tenant, matching: .init(), by: helpdesk)
            }
        }
    }

    @Test(
        "reads days",
        arguments: [
            ("1970-01-01", 0), ("2026-11-25", 1_795_564_800), ("2024-02-29", 1_709_164_800), ("2026-02-29", nil),
            ("2026-13-01", nil), ("2026-1-1", nil), ("", nil), ("x026-01-01", nil), ("2000-03-01", 951_868_800),
        ] as [(String, Int64?)]
    )
    func days(text: String, seconds: Int64?) {
        #expect(Instant(day: text)?.microseconds == seconds.map { $0 * 1_000_000 })
    }
}
