import Accounts
import Mail
import Recovery
import Storage
import TestSupport
import Testing

@Suite("Password recovery")
struct PasswordRecoveryTests {
    @Test("asks, mails, opens, resets, tells", arguments: Engine.allCases)
    func wholeWay(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let mail = try #require(try await rekey.mail(rekey.ask()).first)
            #expect(mail.to.address == "kim@example.com")
            #expect(mail.text.contains("Hello Kim"))
            let code = try #require(mail.code)
            #expect(mail.text.contains("https://id.example.com/r/\(code)"))

            let user = try await rekey.recovery.validate(
                code,
                step: "UPDATE_PASSWORD",
                at: rekey.tenant,
                initiator: "test",
                client: TestInstallation.client
            )
            #expect(user == QualifiedUsername(store: "PRIMARY", username: "kim", tenantDomain: "carbon.super"))
            #expect(try await rekey.reset(code, to: "A brand new one") == user)
            #expect(try await rekey.knows("A brand new one"))
            #expect(try await !rekey.knows("Forgotten-1!"))

            try await rekey.relay.deliverDue()
            #expect(rekey.channel.messages.last?.subject.contains("password") == true)
            #expect(rekey.channel.messages.count == 2)
            await #expect(throws: Failure.self) { try await rekey.reset(code, to: "Another one 2") }
        }
    }

    @Test("of fifty who submit one code at once exactly one wins", arguments: Engine.allCases)
    func singleUse(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let code = try await rekey.code()
            let winners = await withTaskGroup(of: String?.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let password = "Winner number \(number)"
                        return (try? await rekey.reset(code, to: password)) == nil ? nil : password
                    }
                }
                return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(winners.count == 1)
            #expect(try await rekey.knows(winners.first ?? ""))
        }
    }

    @Test("a newer request replaces the older", arguments: Engine.allCases)
    func newestOnly(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let first = try await rekey.code()
            let second = try await rekey.code()
            let third = try await rekey.code()
            for old in [first, second] {
                let failure = await #expect(throws: Failure.self) { try await rekey.reset(old, to: "A brand new one") }
                #expect(failure?.code == "18001")
            }
            try await rekey.reset(third, to: "A brand new one")
        }
    }

    @Test("a code is good to its last second and not beyond", arguments: Engine.allCases)
    func expiry(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let code = try await rekey.code()
            rekey.clock.advance(by: Span(microseconds: Span.minutes(30).microseconds - 1))
            guard case .accepted = try await rekey.recovery.look(at: code, tenant: rekey.tenant) else {
                Issue.record("the link is dead too early")
                return
            }
            rekey.clock.advance(by: Span(microseconds: 1))
            let failure = await #expect(throws: Failure.self) { try await rekey.reset(code, to: "A brand new one") }
            #expect(failure?.code == "18002")
            #expect(try await rekey.knows("Forgotten-1!"))
        }
    }

    enum Change: CaseIterable, Sendable { case lock, disable, setPassword, setAddress, delete, otherReset }

    @Test("what changes an account ends its codes", arguments: Engine.allCases, Change.allCases)
    func changeEndsCodes(engine: Engine, change: Change) async throws {
        try await engine.withInstallation { rekey in
            let kim = try await rekey.addKim()
            let code = try await rekey.code()
            switch change {
            case .lock:
                try await rekey.users.setState(.locked(until: nil), of: kim, by: "test")
                try await rekey.users.setState(.unlocked, of: kim, by: "test")
            case .disable:
                try await rekey.users.setState(.disabled, of: kim, by: "test")
                try await rekey.users.setState(.unlocked, of: kim, by: "test")
            case .setPassword:
                try await rekey.users.setPassword(#require(Password("By an operator")), of: kim, by: "test")
            case .setAddress:
                try await rekey.users.setAddress(MailAddress("kim@example.org"), of: kim, by: "test")
            case .delete:
                try await rekey.users.delete(kim, by: "test")
                _ = try await rekey.addKim()
            case .otherReset:
                let newer = try await rekey.code()
                try await rekey.reset(newer, to: "A brand new one")
            }
            let failure = await #expect(throws: Failure.self) { try await rekey.reset(code, to: "Not this one 1") }
            #expect(failure?.code == "18001")
            #expect(try await !rekey.knows("Not this one 1"))
        }
    }

    @Test("a refused password leaves the code good", arguments: Engine.allCases)
    func refusedPassword(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.rememberedPasswords = 3
        try await engine.withInstallation(options) { rekey in
            _ = try await rekey.addKim()
            let code = try await rekey.code()
            let short = await #expect(throws: Failure.self) { try await rekey.reset(code, to: "short") }
            #expect(short?.code == "20035")
            let old = await #expect(throws: Failure.self) { try await rekey.reset(code, to: "Forgotten-1!") }
            #expect(old?.code == "22001")
            #expect(old?.kind == .preconditionFailed)
            #expect(old?.key == code)
            try await rekey.reset(code, to: "A brand new one")
        }
    }

    @Test("a code is good at its own tenant only", arguments: Engine.allCases)
    func foreignTenant(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let other = try await rekey.tenants.add(domain: "acme.example", by: "test")
            _ = try await rekey.addKim(to: other)
            let code = try await rekey.code()
            let failure = await #expect(throws: Failure.self) {
                try await rekey.reset(code, to: "A brand new one", at: other)
            }
            #expect(failure?.code == "UAR-10005")
            #expect(try await rekey.knows("Forgotten-1!"))
        }
    }

    @Test("five wrong codes exhaust a flow, and the right one is not even compared", arguments: Engine.allCases)
    func wrongCodes(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let code = try await rekey.code()
            // The first characters find the flow; the rest is wrong.
            let secret = code.dropFirst(12).dropLast()
            let wrong = String(code.prefix(12)) + String(secret.reversed()) + String(code.suffix(1))
            #expect(wrong != code)
            let outcomes = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            try await rekey.reset(wrong, to: "A brand new one")
                            return nil
                        } catch {
                            return (error as? Failure)?.code
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes == Array(repeating: "18001", count: 20))
            let counted = try await rekey.database.read { db in
                try db.row("SELECT wrong_codes, state FROM recovery_flow").map {
                    (try $0.get("wrong_codes", as: Int.self), try $0.get("state", as: String.self))
                }
            }
            #expect(counted?.0 == 5)
            #expect(counted?.1 == "exhausted")
            await #expect(throws: Failure.self) { try await rekey.reset(code, to: "A brand new one") }
        }
    }

    @Test("right codes are not counted", arguments: Engine.allCases)
    func rightCodesAreFree(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let code = try await rekey.code()
            for _ in 0..<20 {
                _ = try await rekey.recovery.validate(
                    code,
                    step: nil,
                    at: rekey.tenant,
                    initiator: "test",
                    client: TestInstallation.client
                )
            }
            try await rekey.reset(code, to: "A brand new one")
        }
    }

    @Test("no code, address or identifier is in the database in clear", arguments: Engine.allCases)
    func nothingInClear(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            _ = try await rekey.recovery.start(
                rekey.ask("nobody-knows-me"),
                notify: true,
                at: rekey.tenant,
                initiator: "test",
                client: TestInstallation.client
            )
            let code = try #require(try await rekey.mail(rekey.ask()).first?.code)
            let dump = try await rekey.database.read { db in
                let tables: [SQL] = [
                    "SELECT * FROM recovery_request", "SELECT * FROM recovery_flow",
                    "SELECT * FROM confirmation_code", "SELECT * FROM outbox", "SELECT * FROM audit_event",
                    "SELECT * FROM limit_usage",
                ]
                return try tables.flatMap { try db.rows($0) }.map { "\($0)" }.joined()
            }
            #expect(!dump.contains(code))
            #expect(!dump.contains("kim@example.com"))
            #expect(!dump.contains("nobody-knows-me"))
        }
    }
}
