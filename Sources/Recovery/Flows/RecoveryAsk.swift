/// What somebody asked for: a recovery of the account behind an identifier.
///
/// Nothing of it has been looked up yet. It names a person, so it is sealed wherever it waits.
package struct RecoveryAsk: Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case start
        case resend
    }

    package var kind: Kind
    package var scenario: String
    /// As it was typed.
    package var identifier: String
    /// The user store; nil to look in all.
    package var realm: String?
    /// Whether the identifier may also be the account's email address: on the pages, where people
    /// type what they remember.
    package var acceptsAddress: Bool
    package var callback: String?
    package var channel: String
    /// Further properties of the request: they become placeholders of the message.
    package var properties: [String: String]

    package init(
        kind: Kind,
        scenario: RecoveryScenario = .passwordByNotification,
        identifier: String,
        realm: String?,
        acceptsAddress: Bool,
        callback: String?,
        channel: RecoveryChannel = .email,
        properties: [String: String]
    ) {
        self.kind = kind
        self.scenario = scenario.rawValue
        self.identifier = identifier
        self.realm = realm
        self.acceptsAddress = acceptsAddress
        self.callback = callback
        self.channel = channel.rawValue
        self.properties = properties
    }

    package var description: String { "recovery ask" }
}
