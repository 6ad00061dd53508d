import Cryptography
import Glibc

/// Makes and compares password hashes: Argon2id on threads of its own.
///
/// As many hashes run at once as there are threads, so they take threads × `memoryKiB` and no
/// more, and nothing once they have been idle for a second. Knows no user; that an unknown one costs what a known one does is its caller's duty,
/// for which `verifyDecoy` is here.
package final class PasswordHasher: Sendable {
    /// RFC 9106, 3.1: 16 bytes of salt and 32 of result are what it recommends.
    static let saltCount = 16
    static let digestCount = 32

    private let parameters: Argon2Parameters
    private let threads: HashingThreads
    let decoy: PasswordHash

    /// - Parameters:
    ///   - parameters: what new hashes cost.
    ///   - threads: hashes at once; nil for the machine's cores.
    ///   - waitingLimit: how many more may wait; nil for what the threads do in about two seconds.
    package init(parameters: Argon2Parameters = .recommended, threads: Int? = nil, waitingLimit: Int? = nil) {
        let count = max(1, threads ?? Self.cores)
        self.parameters = parameters
        self.threads = HashingThreads(
            count: count,
            waitingLimit: max(0, waitingLimit ?? 64 * count),
            whenIdle: Argon2Memory.release
        )
        decoy = PasswordHash(
            parameters: parameters,
            salt: SecureRandom.bytes(Self.saltCount),
            digest: SecureRandom.bytes(Self.digestCount)
        )
    }

    package func hash(_ password: Password) async throws(HashingFailure) -> PasswordHash {
        let salt = SecureRandom.bytes(Self.saltCount)
        return try await threads.run { [parameters] in
            Self.digest(of: password, salt: salt, parameters: parameters, count: Self.digestCount)
                .map { PasswordHash(parameters: parameters, salt: salt, digest: $0) }
        }
    }

    package func verify(_ password: Password, against hash: PasswordHash) async throws(HashingFailure) -> Bool {
        try await threads.run {
            Self.digest(of: password, salt: hash.salt, parameters: hash.parameters, count: hash.digest.count)
                .map { equalInConstantTime($0, hash.digest) }
        }
    }

    /// Costs what `verify` does, for a user who does not exist or has no password.
    package func verifyDecoy(_ password: Password) async throws(HashingFailure) {
        _ = try await verify(password, against: decoy)
    }

    /// Whether `hash` should be made anew, with today's parameters, while the password is at hand.
    package func needsRehash(_ hash: PasswordHash) -> Bool {
        hash.needsRehash(for: parameters)
    }

    package var statistics: HashingStatistics { threads.statistics }

    /// Takes no more passwords; those that wait are still seen to.
    package func shutdown() { threads.shutdown() }

    private static var cores: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private static func digest(
        of password: Password,
        salt: [UInt8],
        parameters: Argon2Parameters,
        count: Int
    ) -> Result<[UInt8], HashingFailure> {
        Result { () throws(HashingFailure) in
            try Argon2id.digest(of: password.bytes, salt: salt, parameters: parameters, count: count)
        }
    }
}
