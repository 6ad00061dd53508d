import Accounts
import Storage
import TestSupport
import Testing

@Suite("Limits")
struct LimitsTests {
    @Test("count many callers as if they came one after the other", arguments: Engine.allCases)
    func together(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.limits = [
            .recoveryForAccount: LimitRule(count: 2, window: .hours(1)),
            .recoveryFromNetwork: LimitRule(count: 60, window: .minutes(10)),
        ]
        try await engine.withInstallation(options) { rekey in
            let limits = rekey.limits
            let account = { limits.key(.recoveryForAccount, 1, $0 as String) }
            let network = limits.key(.recoveryFromNetwork, "192.0.2.1")
            // Three for one account among seventy for accounts of their own.
            let callers = (0..<70).map { [account("user\($0)"), network] }
            let mixed =
                Array(callers.prefix(10)) + Array(repeating: [account("kim"), network], count: 3)
                + Array(callers.dropFirst(10))
            let refusals = try await rekey.database.write { [now = rekey.clock.now] db in
                try limits.spend(mixed, at: now, in: db)
            }
            #expect(refusals.prefix(12).allSatisfy { $0 == nil })
            #expect(refusals[12]?.wait == .hours(1))
            #expect(refusals[12]?.isFirst == true)
            #expect(refusals[13..<60].allSatisfy { $0 == nil })
            #expect(refusals[60...].allSatisfy { $0?.wait == .minutes(10) })
            #expect(refusals[60...].map { $0?.isFirst } == [true] + Array(repeating: false, count: 12))
        }
    }

    @Test("a window that is over begins anew; a kind without a rule is not counted", arguments: Engine.allCases)
    func windows(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.limits = [.recoveryForAccount: LimitRule(count: 1, window: .minutes(1))]
        try await engine.withInstallation(options) { rekey in
            let buckets = [
                rekey.limits.key(.recoveryForAccount, 1, "kim"), rekey.limits.key(.recoveryAtTenant, 1),
            ]
            var waits = [try await spend(buckets, rekey), try await spend(buckets, rekey)]
            for seconds in [45, 15] {
                rekey.clock.advance(by: .seconds(seconds))
                waits.append(try await spend(buckets, rekey))
            }
            #expect(waits == [nil, .minutes(1), .seconds(15), nil])
        }
    }

    private func spend(_ buckets: [Limits.Bucket], _ rekey: TestInstallation) async throws -> Span? {
        try await rekey.database.write { [limits = rekey.limits, now = rekey.clock.now] db in
            try limits.spend(buckets, at: now, in: db)
        }
    }
}
