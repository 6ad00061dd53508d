import Accounts
import Storage
import TestSupport
import Testing

@testable import Recovery

/// What several nodes do to one account at the same moment.
@Suite("Password recovery at once", .timeLimit(.minutes(2)))
struct ConcurrencyTests {
    private func at(once count: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...count { group.addTask { try await body(number) } }
            try await group.waitForAll()
        }
    }

    private func count(_ query: SQL, _ rekey: TestInstallation) async throws -> Int {
        try await rekey.database.read { try $0.row(query)?.get("n") ?? 0 }
    }

    @Test(
        "of many requests of one user one flow stays open, and each request was resolved once",
        arguments: Engine.allCases
    )
    func oneFlow(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            try await at(once: 12) { _ in
                _ = try await rekey.recovery.start(
                    rekey.ask(),
                    notify: true,
                    at: rekey.tenant,
                    initiator: "test",
                    client: TestInstallation.client
                )
            }
            try await at(once: 3) { _ in while try await rekey.resolver.resolveWaiting() > 0 {} }
            #expect(try await count("SELECT COUNT(*) AS n FROM recovery_flow", rekey) == 12)
            #expect(try await count("SELECT COUNT(*) AS n FROM recovery_flow WHERE state = 'open'", rekey) == 1)
            #expect(try await count("SELECT COUNT(*) AS n FROM outbox", rekey) == 12)
        }
    }

    @Test("wrong codes at once are each counted, and none beyond the last", arguments: Engine.allCases)
    func wrongCodes(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let code = try await rekey.code()
            // The locator is right, what it is compared with is not.
            let wrong = String(code.dropLast(4)) + (code.hasSuffix("AAAA") ? "BBBB" : "AAAA")
            try await at(once: 20) { _ in
                await #expect(throws: Failure.self) {
                    try await rekey.recovery.validate(
                        wrong,
                        step: nil,
                        at: rekey.tenant,
                        initiator: "test",
                        client: TestInstallation.client
                    )
                }
            }
            #expect(try await count("SELECT wrong_codes AS n FROM recovery_flow", rekey) == 5)
            #expect(try await count("SELECT COUNT(*) AS n FROM recovery_flow WHERE state = 'exhausted'", rekey) == 1)
        }
    }

    @Test(
        "a reset and an operator's change at once: the code dies with the change, or before it",
        arguments: Engine.allCases
    )
    func resetAgainstDisable(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            for round in 1...5 {
                let user = try await rekey.users.add(
                    .init(
                        username: "kim\(round)",
                        password: Password("Forgotten-1!"),
                        claims: [Claim.emailAddress: "kim@example.com"]
                    ),
                    to: rekey.tenant,
                    by: "test"
                )
                let answer = try await rekey.recovery.start(
                    rekey.ask(user.username),
                    notify: false,
                    at: rekey.tenant,
                    initiator: "test",
                    client: TestInstallation.client
                )
                guard case .code(let code) = answer else { continue }
                async let disabled: Void = rekey.users.setState(.disabled, of: user, by: "test")
                let isReset = (try? await rekey.reset(code, to: "A brand new one")) != nil
                try await disabled
                let stored = try await rekey.database.read { try User.find(id: user.id, in: $0) }
                // One version for the change of state, one for the password where it was quicker.
                #expect(stored?.credentialVersion == (isReset ? 3 : 2))
                #expect(stored?.account == .disabled)
            }
        }
    }

    @Test("two nodes that start at once make the same installation", arguments: Engine.allCases)
    func installation(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await rekey.database.write { db in
                try db.execute("DELETE FROM role_permission")
                try db.execute("DELETE FROM tenant")
            }
            try await at(once: 6) { _ in
                let installation = Installation(
                    database: rekey.database,
                    passwords: rekey.passwords,
                    audit: rekey.audit,
                    surroundings: rekey.clock.surroundings
                )
                let tenant = try await installation.prepareSuperTenant()
                _ = try await installation.prepare(.init(username: "admin", password: nil), in: tenant)
            }
            try await at(once: 10) { number in
                _ = try await rekey.tenants.add(domain: "tenant\(number).example", by: "test")
            }
            #expect(try await count("SELECT COUNT(*) AS n FROM tenant", rekey) == 11)
            #expect(try await count("SELECT COUNT(*) AS n FROM user_account", rekey) == 1)
        }
    }
}
