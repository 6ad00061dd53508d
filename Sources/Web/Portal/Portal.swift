package import Accounts
import Hummingbird
package import Recovery

/// What the pages for people share.
///
/// Each page is a file of this folder: its values and its handlers.
package struct Portal: Sendable {
    let recovery: PasswordRecovery
    let passwords: Passwords
    let credentials: Credentials
    let sessions: Sessions
    let users: Users
    let pages: Pages
    let templates: NotificationTemplates
    let forms: FormTokens
    let surroundings: Surroundings
    /// Where demo mode keeps its mail; nil otherwise.
    let mailbox: Mailbox?
    /// The sender's name or address, to look for in the spam folder.
    let mailSender: String
    let askCookie: SealedCookie<AskMemory>
    let codeCookie: SealedCookie<CodeMemory>

    static let sessionCookie = "__Host-rekey-session"

    package init(
        recovery: PasswordRecovery,
        passwords: Passwords,
        credentials: Credentials,
        sessions: Sessions,
        users: Users,
        pages: Pages,
        templates: NotificationTemplates,
        keys: Keys,
        surroundings: Surroundings,
        mailbox: Mailbox?,
        mailSender: String
    ) {
        self.recovery = recovery
        self.passwords = passwords
        self.credentials = credentials
        self.sessions = sessions
        self.users = users
        self.pages = pages
        self.templates = templates
        forms = FormTokens(key: keys.forms, surroundings: surroundings)
        self.surroundings = surroundings
        self.mailbox = mailbox
        self.mailSender = mailSender
        askCookie = SealedCookie(
            name: "__Host-rekey-ask",
            lifetime: .hours(1),
            key: keys.cookies,
            surroundings: surroundings
        )
        codeCookie = SealedCookie(
            name: "__Host-rekey-reset",
            lifetime: .minutes(15),
            key: keys.cookies,
            surroundings: surroundings
        )
    }
}

/// What a person asked for, so that "check your mail" can show it and send it again.
struct AskMemory: Codable, Sendable {
    var typed: String
    var callback: String?
    /// When it may be sent again, in microseconds.
    var asked: Int64
}

/// The code of an opened link, on its way from the link to the form: the URL stays clean.
struct CodeMemory: Codable, Sendable {
    var code: String
    var callback: String?
}

extension RequestState {
    /// `path` at this request's tenant.
    func url(_ path: String) -> String { tenant.pathPrefix + path }
}

extension Response {
    /// To another page of ours: the browser asks for it with GET (RFC 9110, 15.4.4).
    static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
