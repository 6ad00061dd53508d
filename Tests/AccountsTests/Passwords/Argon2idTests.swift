import Testing

@testable import Accounts
@testable import Cryptography

@Suite("Argon2id")
struct Argon2idTests {
    struct Vector: Sendable {
        var memoryKiB: Int
        var iterations: Int
        var parallelism: Int
        var password: String
        var salt: String
        var digest: String
    }

    @Test(
        "It gives the reference implementation's vectors",
        arguments: [
            Vector(
                memoryKiB: 65_536,
                iterations: 2,
                parallelism: 1,
                password: "password",
                salt: "somesalt",
                digest: "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
            ),
            Vector(
                memoryKiB: 256,
                iterations: 2,
                parallelism: 1,
                password: "password",
                salt: "somesalt",
                digest: "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
            ),
            Vector(
                memoryKiB: 256,
                iterations: 2,
                parallelism: 2,
                password: "password",
                salt: "somesalt",
                digest: "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"
            ),
            Vector(
                memoryKiB: 65_536,
                iterations: 2,
                parallelism: 1,
                password: "differentpassword",
                salt: "somesalt",
                digest: "0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde"
            ),
            Vector(
                memoryKiB: 65_536,
                iterations: 2,
                parallelism: 1,
                password: "password",
                salt: "diffsalt",
                digest: "bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c"
            ),
        ]
    )
    func vectors(vector: Vector) throws {
        let digest = try Argon2id.digest(
            of: Array(vector.password.utf8),
            salt: Array(vector.salt.utf8),
            parameters: Argon2Parameters(
                memoryKiB: vector.memoryKiB,
                iterations: vector.iterations,
                parallelism: vector.parallelism
            ),
            count: 32
        )
        #expect(Hexadecimal.encode(digest) == vector.digest)
    }

    @Test("An empty password has a hash too")
    func empty() throws {
        let parameters = Argon2Parameters(memoryKiB: 8, iterations: 1, parallelism: 1)
        #expect(try Argon2id.digest(of: [], salt: Array(0..<16), parameters: parameters, count: 32).count == 32)
    }
}
