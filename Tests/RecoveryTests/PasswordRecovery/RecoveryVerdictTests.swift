import Accounts
import Mail
import Storage
import TestSupport
import Testing

@testable import Recovery

@Suite("Verdict: may a recovery go on")
struct RecoveryVerdictTests {
    private static let now = Instant(microseconds: 1_000_000_000)

    private static func user(_ account: AccountState = .unlocked, hash: String? = "hash") -> User {
        User(
            id: "id",
            tenantID: 1,
            store: "PRIMARY",
            username: "kim",
            account: account,
            passwordHash: hash,
            credentialVersion: 1
        )
    }

    private static func verdict(
        on users: [User],
        address: String? = "kim@example.com",
        channel: RecoveryChannel = .email,
        wso2: Bool = false
    ) -> RecoveryRequest.Outcome? {
        var rules = TestInstallation.Options().rules
        rules.wso2Answers = wso2
        let verdict = RecoveryVerdict(
            on: users,
            claims: { _ in address.map { [Claim.emailAddress: $0] } ?? [:] },
            channel: channel,
            rules: rules,
            at: now
        )
        guard case .stopped(let outcome) = verdict else { return nil }
        return outcome
    }

    @Test("names the first thing that stops it")
    func obstacles() {
        let past = Instant(microseconds: 1)
        #expect(Self.verdict(on: []) == .unknownUser)
        #expect(Self.verdict(on: [Self.user(), Self.user(.disabled)]) == .severalUsers)
        #expect(Self.verdict(on: [Self.user(.locked(until: nil))], address: nil) == .locked)
        #expect(Self.verdict(on: [Self.user(.locked(until: past))]) == nil)
        #expect(Self.verdict(on: [Self.user(.locked(until: past))], wso2: true) == .locked)
        #expect(Self.verdict(on: [Self.user(.disabled)]) == .disabled)
        #expect(Self.verdict(on: [Self.user(.pendingVerification)]) == .unverified)
        #expect(Self.verdict(on: [Self.user(.pendingPassword)]) == .passwordNotYetChosen)
        #expect(Self.verdict(on: [Self.user(hash: nil)], address: nil) == .noLocalPassword)
        #expect(Self.verdict(on: [Self.user()], address: nil) == .noAddress)
        #expect(Self.verdict(on: [Self.user()], address: "") == .noAddress)
        #expect(Self.verdict(on: [Self.user()], address: "not an address") == .unusableAddress)
        #expect(Self.verdict(on: [Self.user()], address: nil, channel: .external) == nil)
        #expect(Self.verdict(on: [Self.user()]) == nil)
    }

    @Test("is what an operator is told, and nothing is counted or sent", arguments: Engine.allCases)
    func check(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.limits = [
            .recoveryForAccount: LimitRule(count: 3, window: .hours(1)),
            .recoveryToAddress: LimitRule(count: 2, window: .hours(1)),
        ]
        try await engine.withInstallation(options) { rekey in
            let kim = try await rekey.addKim()
            func obstacle() async throws -> PasswordRecovery.Check.Obstacle? {
                try await rekey.recovery.check("kim", at: rekey.tenant).obstacle
            }
            for _ in 0..<10 { #expect(try await obstacle() == nil) }
            #expect(try await rekey.recovery.check("kim", at: rekey.tenant).maskedAddress == "k•••@example.com")
            #expect(try await rekey.recovery.check("nobody", at: rekey.tenant).obstacle == .stopped(.unknownUser))
            try await rekey.users.setState(.disabled, of: kim, by: "test")
            #expect(try await obstacle() == .stopped(.disabled))
            try await rekey.users.setState(.unlocked, of: kim, by: "test")
            #expect(rekey.channel.messages.isEmpty)
            for _ in 0..<2 { try await rekey.mail(rekey.ask()) }
            #expect(try await obstacle() == .stopped(.addressLimited))
            try await rekey.mail(rekey.ask())
            guard case .accountLimited = try await obstacle() else { throw Failure.unexpected("not limited") }
            #expect(rekey.channel.messages.count == 2)
        }
    }

    @Test("a link of the helpdesk is not held up by the account's limit, and goes to no administrator")
    func sendLink() async throws {
        for engine in Engine.allCases {
            var options = TestInstallation.Options()
            options.limits = [.recoveryForAccount: LimitRule(count: 1, window: .hours(1))]
            try await engine.withInstallation(options) { rekey in
                let kim = try await rekey.addKim()
                for (name, role) in [("pat", "helpdesk"), ("lee", "auditor"), ("root", "admin")] {
                    _ = try await rekey.users.add(
                        .init(
                            username: name,
                            password: Password("Forgotten-1!"),
                            claims: [Claim.emailAddress: "\(name)@example.com"],
                            roles: [role]
                        ),
                        to: rekey.tenant,
                        by: "test"
                    )
                }
                let pat = try await rekey.signedIn("pat")
                for _ in 0..<3 {
                    let outcome = try await rekey.recovery.sendLink(
                        to: kim.id,
                        at: rekey.tenant,
                        by: pat,
                        client: TestInstallation.client
                    )
                    #expect(outcome == .queued)
                    // One by one: mails that leave together arrive in any order.
                    while try await rekey.relay.deliverDue() > 0 {}
                }
                let root = try #require(
                    try await rekey.users.find("root", store: "PRIMARY", tenant: rekey.tenant)
                )
                await #expect(throws: Failure.self) {
                    try await rekey.recovery.sendLink(
                        to: root.id,
                        at: rekey.tenant,
                        by: pat,
                        client: TestInstallation.client
                    )
                }
                let lee = try await rekey.signedIn("lee")
                await #expect(throws: Failure.self) {
                    try await rekey.recovery.sendLink(
                        to: kim.id,
                        at: rekey.tenant,
                        by: lee,
                        client: TestInstallation.client
                    )
                }
                #expect(rekey.channel.messages.allSatisfy { $0.to.address == "kim@example.com" })
                #expect(rekey.channel.messages.count == 3)
                try await rekey.reset(try #require(rekey.channel.messages.last?.code), to: "A brand new one")
            }
        }
    }
}
