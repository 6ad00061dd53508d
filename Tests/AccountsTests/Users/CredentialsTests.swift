import Accounts
import Storage
import TestSupport
import Testing

@Suite("Credentials")
struct CredentialsTests {
    @Test(
        "names with store and tenant mean the same account",
        arguments: Engine.allCases,
        ["kim", "KIM", "PRIMARY/kim", "primary/kim", "kim@carbon.super", "PRIMARY/kim@carbon.super"]
    )
    func names(engine: Engine, name: String) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            #expect(try await rekey.knows("Forgotten-1!", username: name))
        }
    }

    @Test(
        "everything else is nobody",
        arguments: Engine.allCases,
        [
            ("kim", "forgotten-1!"), ("kim", ""), ("", "Forgotten-1!"), ("SECONDARY/kim", "Forgotten-1!"),
            ("nobody", "Forgotten-1!"), ("kim\u{0}", "Forgotten-1!"), ("kim", "Forgotten-1!\u{0}"),
        ]
    )
    func refused(engine: Engine, pair: (name: String, password: String)) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            #expect(try await !rekey.knows(pair.password, username: pair.name))
        }
    }

    @Test("a change takes effect at once, remembered or not", arguments: Engine.allCases)
    func changes(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let kim = try await rekey.addKim()
            #expect(try await rekey.knows("Forgotten-1!"))
            try await rekey.users.setState(.disabled, of: kim, by: "test")
            #expect(try await !rekey.knows("Forgotten-1!"))
            try await rekey.users.setState(.unlocked, of: kim, by: "test")
            #expect(try await rekey.knows("Forgotten-1!"))
            try await rekey.users.delete(kim, by: "test")
            #expect(try await !rekey.knows("Forgotten-1!"))
        }
    }

    @Test("too many wrong ones are refused for known and unknown alike", arguments: Engine.allCases, ["kim", "nobody"])
    func limited(engine: Engine, name: String) async throws {
        var options = TestInstallation.Options()
        options.limits = [.signInFailuresOfAccount: LimitRule(count: 3, window: .minutes(10))]
        try await engine.withInstallation(options) { rekey in
            _ = try await rekey.addKim()
            for _ in 0..<3 { #expect(try await !rekey.knows("wrong password", username: name)) }
            let failure = await #expect(throws: Failure.self) { try await rekey.knows("Forgotten-1!", username: name) }
            #expect(failure?.kind == .tooManyRequests(retryAfterSeconds: 600))
            rekey.clock.advance(by: .minutes(10))
            #expect(try await rekey.knows("Forgotten-1!", username: name) == (name == "kim"))
        }
    }

    @Test("failures in a row lock the account where that is on, each time for longer", arguments: Engine.allCases)
    func locking(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.locking = LockPolicy(allowedFailures: 3, duration: .minutes(5), growth: 2)
        try await engine.withInstallation(options) { rekey in
            _ = try await rekey.addKim()
            func fail(_ count: Int) async throws {
                for _ in 0..<count { #expect(try await !rekey.knows("wrong password")) }
            }
            try await fail(2)
            #expect(try await rekey.knows("Forgotten-1!"))
            rekey.clock.advance(by: .minutes(1))
            try await fail(3)
            #expect(try await !rekey.knows("Forgotten-1!"))
            rekey.clock.advance(by: .minutes(5))
            try await fail(3)
            rekey.clock.advance(by: .minutes(9))
            #expect(try await !rekey.knows("Forgotten-1!"))
            rekey.clock.advance(by: .minutes(1))
            #expect(try await rekey.knows("Forgotten-1!"))
        }
    }

    @Test("a session dies with a change, with time, and when it idles", arguments: Engine.allCases)
    func sessions(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let kim = try await rekey.addKim()
            let sessions = Sessions(
                database: rekey.database,
                audit: rekey.audit,
                surroundings: rekey.clock.surroundings,
                idle: .minutes(10),
                absolute: .minutes(25)
            )
            let first = try await sessions.begin(for: kim)
            #expect(try await sessions.find(first)?.user.username == "kim")
            #expect(try await sessions.find(String(first.dropLast()) + "A") == nil || first.hasSuffix("A"))
            for _ in 0..<3 {
                rekey.clock.advance(by: .minutes(8))
                #expect(try await sessions.find(first) != nil)
            }
            rekey.clock.advance(by: .minutes(1))
            #expect(try await sessions.find(first) == nil)

            let idle = try await sessions.begin(for: kim)
            rekey.clock.advance(by: .minutes(10))
            #expect(try await sessions.find(idle) == nil)

            let revoked = try await sessions.begin(for: kim)
            try await rekey.reset(try await rekey.code(), to: "A brand new one")
            #expect(try await sessions.find(revoked) == nil)
        }
    }
}
