import Cryptography

/// An Argon2id hash as it is stored: a PHC string that names its own parameters, such as
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<digest>`.
package struct PasswordHash: Sendable, Equatable {
    /// Version 1.3, the one of RFC 9106.
    private static let version = "v=19"

    let parameters: Argon2Parameters
    let salt: [UInt8]
    let digest: [UInt8]

    init(parameters: Argon2Parameters, salt: [UInt8], digest: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.digest = digest
    }

    /// Nil for another algorithm, for parameters that ask too much, and for anything misspelt.
    package init?(_ text: String) {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0].isEmpty, fields[1] == "argon2id", fields[2] == Self.version,
            let parameters = Argon2Parameters(phc: fields[3]),
            let salt = Base64.decode(String(fields[4]), padded: false), (8...64).contains(salt.count),
            let digest = Base64.decode(String(fields[5]), padded: false), (16...64).contains(digest.count)
        else { return nil }
        self.init(parameters: parameters, salt: salt, digest: digest)
    }

    package var text: String {
        let salt = Base64.encode(salt, padded: false)
        let digest = Base64.encode(digest, padded: false)
        return "$argon2id$\(Self.version)$\(parameters.phc)$\(salt)$\(digest)"
    }

    /// Whether it was made otherwise than one would be made today.
    func needsRehash(for wanted: Argon2Parameters) -> Bool {
        parameters != wanted || salt.count < PasswordHasher.saltCount || digest.count < PasswordHasher.digestCount
    }
}

/// The digest is no secret of the server's, but nothing that a log should collect.
extension PasswordHash: CustomStringConvertible, CustomReflectable {
    package var description: String { "PasswordHash(\(parameters.phc))" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Argon2Parameters {
    fileprivate var phc: String { "m=\(memoryKiB),t=\(iterations),p=\(parallelism)" }

    fileprivate init?(phc: Substring) {
        let values = phc.split(separator: ",", omittingEmptySubsequences: false)
        guard values.count == 3, values[0].hasPrefix("m="), values[1].hasPrefix("t="), values[2].hasPrefix("p="),
            let memory = Int(values[0].dropFirst(2)), let iterations = Int(values[1].dropFirst(2)),
            let parallelism = Int(values[2].dropFirst(2)),
            Self.areValid(memoryKiB: memory, iterations: iterations, parallelism: parallelism)
        else { return nil }
        self.init(memoryKiB: memory, iterations: iterations, parallelism: parallelism)
        // `Int` also reads signs and leading zeros, which a PHC string has not.
        guard self.phc == phc else { return nil }
    }
}
