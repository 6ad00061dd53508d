import Accounts
import Hummingbird
import Recovery

/// `/forgot-password/sent`: the same for everybody.
struct CheckYourMailPage: Page {
    static let name = "check-your-mail"

    var notice: String?
    var typed: String?
    /// Whether the link dies with time; `{lifetime}` says when.
    var lifetime: Bool
    var mailboxURL: String?
    /// Nil where what was typed is no longer known.
    var resend: Resend?
    var againURL: String
    var signInURL: String
    var noAccess: String?
    var parameters: [String: String]

    /// The form that sends the mail again.
    struct Resend {
        var action: String
        /// Seconds until it may be sent; nil: now.
        var wait: Int?
    }
}

extension Portal {
    /// How long a person waits before the mail may be sent again, in seconds.
    private static let resendPause = 30

    func showCheckYourMail(_ request: Request, context: RequestState) async throws -> Response {
        let memory = askCookie.content(of: request)
        let isRepeated = try FormBody(query: request)["again"] != nil
        let lifetime = recovery.rules.codeLifetime.map { pages.catalog.duration(seconds: $0.secondsRoundedUp) }
        let page = CheckYourMailPage(
            notice: isRepeated ? pages.catalog.text(CheckYourMailPage.name, "resent") : nil,
            typed: memory?.typed,
            lifetime: lifetime != nil,
            mailboxURL: mailbox == nil ? nil : "/mailbox",
            resend: memory.map {
                CheckYourMailPage.Resend(action: context.url("/forgot-password/again"), wait: pause($0))
            },
            againURL: context.url("/forgot-password"),
            signInURL: context.url("/sign-in"),
            noAccess: recovery.rules.supportContact.isEmpty ? nil : recovery.rules.supportContact,
            parameters: [
                "lifetime": lifetime ?? "",
                "sender": mailSender,
                "subject": mailSubject(at: context.tenant),
            ]
        )
        return try pages.response(page, context, form: forms.token(for: request))
    }

    /// Asks once more for what was typed, within the same limits.
    func sendAgain(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        guard var memory = askCookie.content(of: request) else { return .seeOther(context.url("/forgot-password")) }
        if let wait = pause(memory) { throw Failure.limited(retryAfterSeconds: wait) }
        try await ask(for: memory.typed, callback: memory.callback, context)
        memory.asked = surroundings.now().microseconds
        var response = Response.seeOther(context.url("/forgot-password/sent?again"))
        response.headers.append(try askCookie.header(memory))
        return response
    }

    private func mailSubject(at tenant: Tenant) -> String {
        templates[.passwordReset, NotificationTemplates.fallbackLocale]
            .rendered(with: ["organization-name": pages.brand(of: tenant)]).subject
    }

    private func pause(_ memory: AskMemory) -> Int? {
        let passed = surroundings.now().since(Instant(microseconds: memory.asked))
        let left = Self.resendPause - passed.secondsRoundedUp
        return left > 0 ? left : nil
    }
}
