/// What every kind of recovery goes by.
package struct RecoverySettings: Sendable {
    /// A regular expression the callback has to match as a whole; nil: `allowedCallbacks` alone decide.
    package let callbackPattern: String?
    /// Origins and paths, `https://app.example.com/`, below which a callback may lie.
    package let allowedCallbacks: [String]
    /// Whether a caller is told that there is no such user.
    package let notifyUserExistence: Bool
    /// Whether a caller is told that the account is locked or disabled.
    package let notifyAccountStatus: Bool
    /// False: codes are handed to the calling application, which notifies people itself.
    package let managesNotifications: Bool

    private enum Sender: String, CaseIterable {
        case `internal`, external
    }

    init(reading reader: inout SettingsReader) {
        callbackPattern = reader.readIfSet(
            "identity_mgt.recovery.callback_url",
            .pattern,
            "A regular expression that callbacks have to match as a whole, beside `rekey.recovery.allowed_callbacks`."
        )
        allowedCallbacks = reader.read(
            "rekey.recovery.allowed_callbacks",
            .list(of: .callback),
            default: [],
            "Where people may be sent after a reset: exact origins or paths. Rekey's own pages always."
        )
        notifyUserExistence = reader.read(
            "identity_mgt.recovery.notify_user_existence",
            .boolean,
            default: false,
            "Whether callers are told that there is no such user."
        )
        notifyAccountStatus = reader.read(
            "identity_mgt.recovery.notify_user_account_status",
            .boolean,
            default: false,
            "Whether callers are told that an account is locked or disabled."
        )
        let sender = reader.read(
            "identity_mgt.email_sender",
            .oneOf(Sender.self),
            default: "internal",
            "`external`: applications send the mails; codes are handed to them."
        )
        managesNotifications =
            reader.readIfSet(
                "identity_mgt.recovery.notification.manage_internally",
                .boolean,
                "Whether Rekey sends the mails; without it as `identity_mgt.email_sender` says."
            ) ?? (sender == .internal)
        reader.settle(
            "identity_mgt.recovery.notification.manage_internally",
            as: .boolean(managesNotifications),
            from: "identity_mgt.email_sender"
        )
        if notifyUserExistence {
            reader.note("identity_mgt.recovery.notify_user_existence", "strangers can find out who has an account")
        }
    }
}
