import Accounts
import ArgumentParser
import Mail

/// `rekey user add|import|list|show|set-password|set-email|set-roles|lock|unlock|disable|delete`.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Make, look at and change users.",
        subcommands: [
            AddUser.self, ImportUsers.self, ListUsers.self, ShowUser.self, SetUserPassword.self, SetUserEmail.self,
            SetUserRoles.self, LockUser.self, UnlockUser.self, DisableUser.self, DeleteUser.self,
        ]
    )

    /// Who the audit trail names for what is done here.
    static let initiator = "command line"
}

/// Reads a new password, with the prompt where somebody sits there.
func readPassword() throws -> Password {
    guard let text = Terminal.readSecret(prompt: "Password: "), !text.isEmpty else {
        throw ValidationError("There is no password on standard input.")
    }
    guard let password = Password(text) else {
        throw ValidationError("The password is too long or has characters that cannot be typed.")
    }
    return password
}

/// An address as it was typed; refuses what no mail can be sent to.
func mailAddress(_ text: String) throws -> MailAddress {
    do {
        return try MailAddress(text)
    } catch {
        throw ValidationError("\(text) is not an email address.")
    }
}

/// A user as `show` and `list` print it.
struct UserLine: Encodable {
    var username: String
    var store: String
    var tenant: String
    var state: String
    var claims: [String: String]?

    init(_ user: User, tenant: Tenant, claims: [String: String]? = nil, at now: Instant) {
        username = user.username
        store = user.store
        self.tenant = tenant.domain
        state = user.account.effective(at: now).inWords
        self.claims = claims
    }
}

extension AccountState {
    var inWords: String {
        switch self {
        case .unlocked: "unlocked"
        case .locked(nil): "locked"
        case .locked(let until?): "locked until \(until.iso8601)"
        case .disabled: "disabled"
        case .pendingVerification: "pending verification"
        case .pendingPassword: "pending password"
        }
    }
}
