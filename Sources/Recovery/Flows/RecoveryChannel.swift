/// How a code reaches the user.
package enum RecoveryChannel: String, Sendable {
    case email = "EMAIL"
    /// The application that asked delivers it.
    case external = "EXTERNAL"
}
