extension PasswordHasher {
    /// Whether `password` is the one of a stored hash.
    ///
    /// Where there is none, or none of ours, it is not, at the same cost, so that time does not tell users
    /// apart.
    func verify(_ password: Password, against stored: String?) async throws(Failure) -> Bool {
        do throws(HashingFailure) {
            guard let hash = stored.flatMap(PasswordHash.init) else {
                try await verifyDecoy(password)
                return false
            }
            return try await verify(password, against: hash)
        } catch {
            throw error.asFailure
        }
    }
}

extension HashingFailure: FailureConvertible {
    package var asFailure: Failure {
        switch self {
        case .busy(let seconds): .busy(retryAfterSeconds: seconds, cause: "as many hashes wait as may")
        case .stopped: .busy(retryAfterSeconds: 5, cause: "the server is stopping")
        case .outOfMemory: .busy(retryAfterSeconds: 5, cause: "no memory for a hash")
        case .broken(let code): .unexpected("libargon2 failed: error \(code)")
        }
    }
}
