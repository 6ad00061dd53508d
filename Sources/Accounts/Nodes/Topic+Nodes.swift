package import Storage

/// What nodes tell each other.
///
/// That a request was accepted is not among it: the node that accepted it resolves it, and a signal would send all
/// others to the same row. They look by themselves, for the case that it dies. That an account has changed is not
/// either: credentials that were proved are looked up again before they are believed (`Credentials`).
extension Topic {
    /// Something is to be delivered.
    ///
    /// Said only where nobody delivers in the process that says it.
    package static let outbox: Topic = "outbox"
    /// A tenant was made or changed.
    package static let tenants: Topic = "tenants"
    /// The schema was brought forward.
    package static let schema: Topic = "schema"
}
