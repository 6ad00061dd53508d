/// Why the database did not do what it was asked, in terms that do not depend on the engine.
package struct StorageFailure: Error, Sendable {
    package enum Kind: Sendable {
        /// A row with this key exists.
        case unique
        /// A row that is referred to is missing, or is still referred to.
        case foreignKey
        /// A value that its column does not admit: a CHECK, NOT NULL, the type.
        case check
        /// Locked by somebody else for too long, or too many are waiting; worth trying again later.
        case busy
        /// No space left.
        case full
        /// Not there, not readable, closed.
        case unavailable
        /// Not a database, or a damaged one.
        case corrupt
        /// A row that does not hold what its reader expects.
        case invalidRow
        /// The schema is one of a later release.
        case newerSchema
        /// Anything else: wrong SQL, a schema that was tampered with.
        case other
    }

    package let kind: Kind

    /// The engine's words, which name tables and columns but never a bound value.
    package let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension StorageFailure: CustomStringConvertible {
    package var description: String { "\(kind): \(message)" }
}
