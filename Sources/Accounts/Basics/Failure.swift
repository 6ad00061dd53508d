/// An outcome that the caller can act on.
///
/// `message` may be shown to whoever asked; `cause` is for the log alone. The HTTP form is made in
/// one place, from `kind` and `code`.
package struct Failure: Error, Sendable {
    package enum Kind: Sendable, Equatable {
        case badRequest
        case unauthenticated
        case forbidden
        case notFound
        case preconditionFailed
        case unsupportedMediaType
        case notImplemented
        case tooManyRequests(retryAfterSeconds: Int)
        case unavailable(retryAfterSeconds: Int)
        case unexpected
    }

    package var kind: Kind
    /// One of `FailureCodes`; nil where the contract sends none.
    package var code: String?
    package var message: String
    package var cause: String?
    /// The code that was sent, where the contract sends it back (412).
    package var key: String?

    package init(_ kind: Kind, code: String?, message: String, cause: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.cause = cause
    }
}

/// An error of another layer that knows which failure it is.
package protocol FailureConvertible: Error {
    var asFailure: Failure { get }
}
