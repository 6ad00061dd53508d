package import Accounts
import HTTPTypes
import Hummingbird
package import Recovery

/// What the pages for operators share: `/carbon`, of the tenant in the URL.
///
/// Each page is a file of this folder. Who may open it is said in `Routes`, once more by what it calls.
package struct Console: Sendable {
    let operators: Operators
    let activities: Activities
    let recovery: PasswordRecovery
    let timeline: Timeline
    let mailQueue: MailQueue
    let users: Users
    let auditLog: AuditLog
    let tenants: Tenants
    let pages: Pages
    let forms: FormTokens
    let surroundings: Surroundings

    /// Apart from the cookie of the pages for everybody: being signed in there opens nothing here.
    static let sessionCookie = "__Host-rekey-console"
    /// How long "lately" is on the first page.
    static let lately = Span.hours(24)

    package init(
        operators: Operators,
        activities: Activities,
        recovery: PasswordRecovery,
        mailQueue: MailQueue,
        users: Users,
        auditLog: AuditLog,
        tenants: Tenants,
        pages: Pages,
        keys: Keys,
        surroundings: Surroundings
    ) {
        self.operators = operators
        self.activities = activities
        self.recovery = recovery
        self.mailQueue = mailQueue
        self.users = users
        self.auditLog = auditLog
        self.surroundings = surroundings
        timeline = Timeline(recovery: recovery)
        self.tenants = tenants
        self.pages = pages
        forms = FormTokens(key: keys.forms, surroundings: surroundings)
    }

    func word(_ key: String, _ parameters: [String: String] = [:]) -> String {
        pages.catalog.text("console", key, parameters)
    }

    /// A page within the console's frame.
    func respond(
        _ page: some Page,
        _ request: Request,
        _ context: RequestState,
        problems: [Problem] = [],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try pages.response(page, context, form: forms.token(for: request), problems: problems, status: status)
    }
}

/// The places of the console, in the order of its navigation.
enum ConsolePlace: String, CaseIterable {
    case home
    case users
    case timeline
    case mail
    case audit

    var path: String {
        self == .home ? "/carbon" : "/carbon/" + rawValue
    }

    var permission: Permission {
        self == .audit ? .consoleAudit : .consoleView
    }
}

/// What stands around each page: where one may go, who one is, the way out.
struct ConsoleFrame {
    struct Link {
        var text: String
        var url: String
        var isCurrent: Bool
    }

    var links: [Link]
    var tenant: String
    var name: String
    var role: String
    var signOutAction: String
}

extension Console {
    func frame(_ place: ConsolePlace, _ context: RequestState) throws -> ConsoleFrame {
        let acting = try acting(context)
        return ConsoleFrame(
            links: ConsolePlace.allCases.filter { acting.may($0.permission) }.map {
                .init(text: word("nav-" + $0.rawValue), url: context.url($0.path), isCurrent: $0 == place)
            },
            tenant: context.tenant.domain,
            name: acting.user.username,
            role: word("role-" + acting.role.rawValue),
            signOutAction: context.url("/carbon/sign-out")
        )
    }

    /// Who is signed in; `OperatorAccess` has seen to it that somebody is.
    func acting(_ context: RequestState) throws(Failure) -> Operator {
        guard let acting = context.acting else { throw Failure.forbidden }
        return acting
    }
}
