/// Why a password could be neither hashed nor compared.
///
/// Says nothing about the password.
package enum HashingFailure: Error, Sendable, Equatable {
    /// As many wait already as may.
    case busy(retryAfterSeconds: Int)
    /// The server is going down.
    case stopped
    case outOfMemory
    /// An error code of libargon2's.
    case broken(code: Int32)
}
