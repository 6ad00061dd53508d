/// Where a flow stands: what the code that is out may be exchanged for.
///
/// The names of the wire.
package enum RecoveryStep: String, Sendable {
    case updatePassword = "UPDATE_PASSWORD"
}
