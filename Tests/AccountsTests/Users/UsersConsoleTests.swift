import Accounts
import Storage
import TestSupport
import Testing

@Suite("Users of the console")
struct UsersConsoleTests {
    private static func add(_ name: String, role: String? = nil, in rekey: TestInstallation) async throws -> User {
        try await rekey.users.add(
            .init(username: name, password: Password("Forgotten-1!"), roles: role.map { [$0] } ?? []),
            to: rekey.tenant,
            by: "test"
        )
    }

    @Test("are paged by key and prefix, whatever the store", arguments: Engine.allCases)
    func pages(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let names = ["anna", "Anton", "bert", "an\u{202E}x", "äon", "z"]
            for name in names { _ = try await Self.add(name, in: rekey) }
            _ = try await rekey.users.add(
                .init(username: "anna", store: "SECONDARY", password: nil),
                to: rekey.tenant,
                by: "test"
            )
            func all(prefix: String) async throws -> [String] {
                var seen: [String] = []
                var key: Users.Key?
                repeat {
                    let page = try await rekey.users.page(at: rekey.tenant, prefix: prefix, after: key, count: 1)
                    seen += page.users.map { "\($0.store)/\($0.username)" }
                    key = page.next
                } while key != nil
                return seen
            }
            #expect(
                try await all(prefix: "AN") == [
                    "PRIMARY/anna", "SECONDARY/anna", "PRIMARY/Anton", "PRIMARY/an\u{202E}x",
                ]
            )
            #expect(try await all(prefix: "").count == 7)
            #expect(try await all(prefix: "ä") == ["PRIMARY/äon"])
            #expect(try await all(prefix: "%").isEmpty)
            #expect(try await all(prefix: "\u{0}").isEmpty)
            let acme = try await rekey.tenants.add(domain: "acme.example", by: "test")
            #expect(try await rekey.users.page(at: acme).users.isEmpty)
        }
    }

    @Test("are changed by those who may, never above themselves", arguments: Engine.allCases)
    func changes(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            var people: [String: User] = [:]
            for role in ["admin", "helpdesk", "auditor"] {
                people[role] = try await Self.add(role, role: role, in: rekey)
            }
            people["user"] = try await Self.add("user", in: rekey)
            for (role, allowed) in [
                "admin": Set(Users.Change.allCases), "helpdesk": [.unlock], "auditor": [],
            ] as [String: Set<Users.Change>] {
                let acting = try await rekey.signedIn(role)
                for change in Users.Change.allCases where !allowed.contains(change) {
                    await #expect(throws: Failure.self, "\(role) may not \(change)") {
                        try await rekey.users.apply(
                            change,
                            to: people["user"]?.id ?? "",
                            at: rekey.tenant,
                            by: acting,
                            client: TestInstallation.client
                        )
                    }
                }
            }
            let admin = try await rekey.signedIn("admin")
            let helpdesk = try await rekey.signedIn("helpdesk")
            func apply(_ change: Users.Change, to name: String, by acting: Operator) async throws -> Bool {
                try await rekey.users.apply(
                    change,
                    to: people[name]?.id ?? "",
                    at: rekey.tenant,
                    by: acting,
                    client: TestInstallation.client
                )
            }
            // Nobody shuts themselves out, and nothing is done twice.
            #expect(try await !apply(.lock, to: "admin", by: admin))
            #expect(try await !apply(.delete, to: "admin", by: admin))
            #expect(try await apply(.lock, to: "user", by: admin))
            #expect(try await !apply(.lock, to: "user", by: admin))
            #expect(try await apply(.unlock, to: "user", by: helpdesk))
            #expect(try await apply(.disable, to: "user", by: admin))
            // An unlock is no way around a disable.
            #expect(try await !apply(.unlock, to: "user", by: helpdesk))
            #expect(try await apply(.enable, to: "user", by: admin))
            #expect(try await apply(.lock, to: "auditor", by: admin))
            await #expect(throws: Failure.self) { try await apply(.unlock, to: "auditor", by: helpdesk) }
            let acme = try await rekey.tenants.add(domain: "acme.example", by: "test")
            await #expect(throws: Failure.self) {
                try await rekey.users.apply(
                    .delete,
                    to: people["user"]?.id ?? "",
                    at: acme,
                    by: admin,
                    client: TestInstallation.client
                )
            }
            #expect(try await rekey.users.profile(people["helpdesk"]?.id ?? "", at: rekey.tenant).sessions == 2)
            #expect(try await apply(.endSessions, to: "helpdesk", by: admin))
            #expect(try await rekey.users.profile(people["helpdesk"]?.id ?? "", at: rekey.tenant).sessions == 0)
            #expect(try await apply(.delete, to: "user", by: admin))
            #expect(try await rekey.users.find("user", store: "PRIMARY", tenant: rekey.tenant) == nil)
        }
    }
}
