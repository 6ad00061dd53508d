import Glibc
import Testing

@testable import Accounts

@Suite("Password hasher")
struct PasswordHasherTests {
    private static let cheap = Argon2Parameters(memoryKiB: 64, iterations: 1, parallelism: 1)
    private let password = Password("Password1!")
    private let other = Password("Password2!")

    @Test("A password is right for its own hash only, and no two hashes are alike")
    func hashing() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap, threads: 2)
        let (password, other) = (try #require(password), try #require(other))
        let hash = try await hasher.hash(password)
        #expect(try await hasher.verify(password, against: hash))
        #expect(try await !hasher.verify(other, against: hash))
        #expect(try await hasher.hash(password).text != hash.text)
        #expect(!hasher.needsRehash(hash))
        #expect(PasswordHasher(threads: 1).needsRehash(hash))
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
    }

    @Test("A hash made with other parameters is still understood")
    func olderParameters() async throws {
        let password = try #require(password)
        let hash = try await PasswordHasher(
            parameters: Argon2Parameters(memoryKiB: 128, iterations: 3, parallelism: 4),
            threads: 1
        ).hash(password)
        #expect(try await PasswordHasher(parameters: Self.cheap, threads: 1).verify(password, against: hash))
    }

    @Test("The same password typed on another keyboard is the same")
    func normalisation() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap, threads: 1)
        let composed = try #require(Password("caf\u{E9} au lait"))
        let decomposed = try #require(Password("cafe\u{301}\u{A0}au lait"))
        #expect(try await hasher.verify(decomposed, against: try await hasher.hash(composed)))
    }

    @Test("Without a hash, or with an unreadable one, a password is wrong", arguments: [nil, "", "secret", "$2b$10$x"])
    func noHash(stored: String?) async throws {
        let hasher = PasswordHasher(parameters: Self.cheap, threads: 1)
        let password = try #require(password)
        #expect(try await !hasher.verify(password, against: stored))
        #expect(hasher.statistics.finished == 1, "it costs a hash all the same")
    }

    /// The cost of a comparison is all in these; clocks would only add the machine's other work.
    @Test("A comparison with nothing asks of Argon2id what one with a new hash does")
    func decoy() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap, threads: 1)
        let password = try #require(password)
        let hash = try await hasher.hash(password)
        #expect(hasher.decoy.parameters == hash.parameters)
        #expect(hasher.decoy.salt.count == hash.salt.count)
        #expect(hasher.decoy.digest.count == hash.digest.count)
        try await hasher.verifyDecoy(password)
        #expect(hasher.statistics.finished == 2)
    }

    @Test("Five hundred at once: each is answered rightly or told when to come again")
    func fiveHundred() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap, threads: 2, waitingLimit: 8)
        let (password, other) = (try #require(password), try #require(other))
        let hash = try await hasher.hash(password)
        let answers = await withTaskGroup(of: Result<Bool, HashingFailure>.self) { group in
            for number in 0..<500 {
                group.addTask {
                    do throws(HashingFailure) {
                        let isRight = number.isMultiple(of: 2)
                        return .success(try await hasher.verify(isRight ? password : other, against: hash) == isRight)
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var answered = 0
        for answer in answers {
            switch answer {
            case .success(let isAsExpected):
                answered += 1
                #expect(isAsExpected)
            case .failure(.busy(let seconds)): #expect((1...60).contains(seconds))
            case .failure(let failure): Issue.record(failure)
            }
        }
        #expect(answers.count == 500)
        #expect(answered >= 10)
        #expect(hasher.statistics.refused == 500 - answered)
    }

    /// In a process of its own, where nothing else takes memory.
    @Test("However many ask, two threads take the memory of two hashes, and idle ones none")
    func memory() async {
        await #expect(processExitsWith: .success) {
            let hasher = PasswordHasher(threads: 2, waitingLimit: 500)
            let password = try #require(Password("Password1!"))
            let slack = 12 * 1_024
            let before = residentKiB()
            let most = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<24 {
                    group.addTask {
                        _ = try await hasher.hash(password)
                        return residentKiB()
                    }
                }
                return try await group.reduce(0, max)
            }
            #expect(most - before < 2 * Argon2Parameters.recommended.memoryKiB + slack)

            let end = ContinuousClock.now + .seconds(30)
            while residentKiB() - before >= slack, ContinuousClock.now < end { await Task.yield() }
            #expect(residentKiB() - before < slack)
        }
    }

    @Test("After a shutdown nothing is taken, but what waited is done")
    func shutdown() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap, threads: 1)
        let password = try #require(password)
        let hash = try await hasher.hash(password)
        hasher.shutdown()
        hasher.shutdown()
        await #expect(throws: HashingFailure.stopped) { try await hasher.verify(password, against: hash) }
    }
}

/// What `/proc/self/statm` calls resident.
private func residentKiB() -> Int {
    let file = open("/proc/self/statm", O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = max(0, read(file, &bytes, bytes.count))
    let fields = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
    return (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1_024
}
