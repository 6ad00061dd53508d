import Accounts
import Mail
import Recovery
import Storage
import TestSupport
import Testing

@Suite("The front door")
struct FrontDoorTests {
    static let outcomes: [(RecoveryRequest.Outcome, @Sendable (TestInstallation) async throws -> Void)] = [
        (.unknownUser, { _ in }),
        (.queued, { _ = try await $0.addKim() }),
        (.noAddress, { _ = try await $0.addKim(email: nil) }),
        (.unusableAddress, { _ = try await $0.addKim(email: "a@example.com,b@example.com") }),
        (.locked, { try await $0.users.setState(.locked(until: nil), of: $0.addKim(), by: "test") }),
        (.disabled, { try await $0.users.setState(.disabled, of: $0.addKim(), by: "test") }),
        (.unverified, { try await $0.users.setState(.pendingVerification, of: $0.addKim(), by: "test") }),
        (.passwordNotYetChosen, { try await $0.users.setState(.pendingPassword, of: $0.addKim(), by: "test") }),
    ]

    @Test("answers everybody alike and records what became of it", arguments: Engine.allCases)
    func alike(engine: Engine) async throws {
        for (outcome, prepare) in Self.outcomes {
            try await engine.withInstallation { rekey in
                try await prepare(rekey)
                let answer = try await rekey.recovery.start(
                    rekey.ask(),
                    notify: true,
                    at: rekey.tenant,
                    initiator: "test",
                    client: TestInstallation.client
                )
                guard case .accepted = answer else {
                    Issue.record("\(outcome) was told")
                    return
                }
                try await rekey.resolver.resolveWaiting()
                let recorded = try await rekey.database.read { db in
                    try db.row("SELECT outcome FROM recovery_request")?.get("outcome", as: String.self)
                }
                #expect(recorded == outcome.rawValue)
                try await rekey.relay.deliverDue()
                #expect(rekey.channel.messages.count == (outcome == .queued ? 1 : 0))
            }
        }
    }

    @Test("a lock whose time is over stops nobody", arguments: Engine.allCases)
    func lockOver(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let kim = try await rekey.addKim()
            try await rekey.users.setState(.locked(until: rekey.clock.now + .minutes(5)), of: kim, by: "test")
            #expect(try await rekey.mail(rekey.ask()).isEmpty)
            rekey.clock.advance(by: .minutes(5))
            #expect(try await rekey.mail(rekey.ask()).count == 1)
        }
    }

    @Test("several users of a name need the store", arguments: Engine.allCases)
    func severalStores(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            _ = try await rekey.addKim(store: "SECONDARY", email: "kim@second.example")
            #expect(try await rekey.mail(rekey.ask(realm: nil)).isEmpty)
            #expect(try await rekey.mail(rekey.ask(realm: "secondary")).first?.to.address == "kim@second.example")
            #expect(
                try await rekey.mail(rekey.ask("SECONDARY/KIM", realm: nil)).first?.to.address == "kim@second.example"
            )
        }
    }

    @Test("limits count known and unknown alike and end no code", arguments: Engine.allCases, ["kim", "nobody"])
    func limits(engine: Engine, name: String) async throws {
        var options = TestInstallation.Options()
        options.limits = [.recoveryForAccount: LimitRule(count: 3, window: .hours(1))]
        try await engine.withInstallation(options) { rekey in
            _ = try await rekey.addKim()
            var last: String?
            for _ in 0..<3 { last = try await rekey.mail(rekey.ask(name)).first?.code ?? last }
            let failure = await #expect(throws: Failure.self) { try await rekey.mail(rekey.ask(name)) }
            #expect(failure?.kind == .tooManyRequests(retryAfterSeconds: 3_600))
            if let last { try await rekey.reset(last, to: "A brand new one") }
            rekey.clock.advance(by: .hours(1))
            _ = try await rekey.mail(rekey.ask(name))
        }
    }

    @Test("one network's flood leaves the tenant's share alone", arguments: Engine.allCases)
    func tenantShare(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.limits = [
            .recoveryFromNetwork: LimitRule(count: 2, window: .hours(1)),
            .recoveryAtTenant: LimitRule(count: 3, window: .hours(1)),
        ]
        try await engine.withInstallation(options) { rekey in
            for _ in 0..<10 { _ = try? await rekey.mail(rekey.ask("nobody")) }
            let other = Client(address: "192.0.2.8", network: "192.0.2.8", userAgent: nil, requestID: "x")
            _ = try await rekey.recovery.start(
                rekey.ask(),
                notify: true,
                at: rekey.tenant,
                initiator: "test",
                client: other
            )
        }
    }

    @Test("too many mails to one address are not sent, whoever asks", arguments: Engine.allCases)
    func addressLimit(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.limits = [.recoveryToAddress: LimitRule(count: 1, window: .hours(1))]
        try await engine.withInstallation(options) { rekey in
            _ = try await rekey.addKim()
            _ = try await rekey.addKim(store: "SECONDARY")
            #expect(try await rekey.mail(rekey.ask()).count == 1)
            #expect(try await rekey.mail(rekey.ask(realm: "SECONDARY")).isEmpty)
        }
    }

    @Test("what the caller sends cannot stand in for our values", arguments: Engine.allCases)
    func propertiesAreNotOurs(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let mail = try #require(
                try await rekey.mail(
                    rekey.ask(properties: [
                        "reset-link": "https://evil.example/", "send-to": "evil@example.com",
                        "greeting-name": "<b>{{confirmation-code}}</b>", "organization-name": "Evil",
                    ])
                ).first
            )
            #expect(mail.to.address == "kim@example.com")
            #expect(!mail.text.contains("evil") && !mail.text.contains("Evil"))
            #expect(mail.text.contains("Hello Kim"))
        }
    }

    @Test("resend makes a new code in the same flow; the old one is replaced", arguments: Engine.allCases)
    func resend(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            #expect(try await rekey.mail(rekey.ask(kind: .resend)).isEmpty)
            let first = try #require(try await rekey.mail(rekey.ask()).first?.code)
            rekey.clock.advance(by: .hours(2))
            let second = try #require(try await rekey.mail(rekey.ask(kind: .resend)).first?.code)
            guard case .refused(.replaced, _) = try await rekey.recovery.look(at: first, tenant: rekey.tenant) else {
                Issue.record("the old code is not called replaced")
                return
            }
            try await rekey.reset(second, to: "A brand new one")
            #expect(try await rekey.mail(rekey.ask(kind: .resend)).compactMap(\.code).isEmpty)
        }
    }

    @Test("within the tolerance the same code comes again and lives no longer", arguments: Engine.allCases)
    func tolerance(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.rules.tolerance = .minutes(5)
        try await engine.withInstallation(options) { rekey in
            _ = try await rekey.addKim()
            let first = try #require(try await rekey.mail(rekey.ask()).first?.code)
            rekey.clock.advance(by: .minutes(4))
            #expect(try await rekey.mail(rekey.ask()).first?.code == first)
            rekey.clock.advance(by: .minutes(1))
            let later = try #require(try await rekey.mail(rekey.ask()).first?.code)
            #expect(later != first)
            try await rekey.sweeper.sweep()
            rekey.clock.advance(by: .minutes(5))
            try await rekey.sweeper.sweep()
            let kept = try await rekey.database.read { db in
                try db.rows("SELECT locator FROM confirmation_code WHERE sealed_code IS NOT NULL").count
            }
            #expect(kept == 0)
        }
    }
}
