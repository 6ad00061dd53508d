import Accounts
import Storage
import TestSupport
import Testing

@Suite("Operators")
struct OperatorTests {
    /// Somebody with that role, signed in; nil where the console refuses them.
    private static func signIn(
        _ name: String,
        role: String?,
        at tenant: Tenant,
        in rekey: TestInstallation
    ) async throws -> (secret: String, user: User)? {
        let user = try await rekey.users.add(
            .init(username: name, password: Password("Forgotten-1!"), roles: role.map { [$0] } ?? []),
            to: tenant,
            by: "test"
        )
        let result = try await rekey.operators.signIn(
            name,
            "Forgotten-1!",
            at: tenant,
            replacing: nil,
            client: TestInstallation.client
        )
        guard case .signedIn(let secret) = result else { return nil }
        return (secret, user)
    }

    @Test("have the role that their permissions make", arguments: Engine.allCases)
    func roles(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let expected: [(String, Operator.Role, [Permission])] = [
                ("admin", .administrator, [.consoleView, .consoleHelp, .consoleAudit, .consoleAdminister]),
                ("helpdesk", .helpdesk, [.consoleView, .consoleHelp]),
                ("auditor", .auditor, [.consoleView, .consoleAudit]),
            ]
            for (role, called, permissions) in expected {
                let (secret, _) = try #require(
                    try await Self.signIn(role, role: role, at: rekey.tenant, in: rekey)
                )
                let acting = try #require(try await rekey.operators.find(secret, at: rekey.tenant))
                #expect(acting.role == called)
                #expect(acting.name == "PRIMARY/\(role)@carbon.super")
                for permission in [.consoleView, .consoleHelp, .consoleAudit, .consoleAdminister] as [Permission] {
                    #expect(acting.may(permission) == permissions.contains(permission))
                }
            }
            #expect(try await Self.signIn("kim", role: nil, at: rekey.tenant, in: rekey) == nil)
        }
    }

    @Test("see their own tenant, those of the super tenant every one", arguments: Engine.allCases)
    func tenants(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let acme = try await rekey.tenants.add(domain: "acme.example", by: "test")
            let (chief, _) = try #require(try await Self.signIn("chief", role: "admin", at: rekey.tenant, in: rekey))
            let (boss, _) = try #require(try await Self.signIn("boss", role: "admin", at: acme, in: rekey))
            #expect(try await rekey.operators.find(chief, at: acme) != nil)
            #expect(try await rekey.operators.find(boss, at: acme) != nil)
            #expect(try await rekey.operators.find(boss, at: rekey.tenant) == nil)
        }
    }

    @Test("are none any more when they are locked", arguments: Engine.allCases)
    func locked(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let (secret, user) = try #require(
                try await Self.signIn("pat", role: "helpdesk", at: rekey.tenant, in: rekey)
            )
            try await rekey.users.setState(.locked(until: nil), of: user, by: "test")
            #expect(try await rekey.operators.find(secret, at: rekey.tenant) == nil)
        }
    }
}
