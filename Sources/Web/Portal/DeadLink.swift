import Accounts
import HTTPTypes
import Hummingbird
import Recovery

/// A link that does not work (any more): why, as far as its holder may know, and a way on.
struct DeadLinkPage: Page {
    static let name = "dead-link"

    var heading: String
    var explanation: String
    /// Asks for a new link without typing; only where the old one was genuine.
    var renewal: Renewal?
    var forgotURL: String
    var signInURL: String

    struct Renewal {
        var action: String
    }
}

extension Portal {
    func deadLink(
        _ refusal: PasswordRecovery.Refusal,
        _ flow: RecoveryFlow?,
        code: String,
        _ request: Request,
        _ context: RequestState
    ) throws -> Response {
        if case .limited(let wait) = refusal { throw Failure.limited(retryAfterSeconds: wait.secondsRoundedUp) }
        let (words, status): (String, HTTPResponse.Status) =
            switch refusal {
            case .expired: ("expired", .gone)
            case .used: ("used", .gone)
            case .replaced, .revoked, .exhausted: ("replaced", .gone)
            case .unknown, .foreign, .limited: ("unknown", .notFound)
            }
        let isGenuine = flow?.tenantID == context.tenant.id
        let page = DeadLinkPage(
            heading: pages.catalog.text(DeadLinkPage.name, words + "-title"),
            explanation: pages.catalog.text(DeadLinkPage.name, words + "-text"),
            renewal: isGenuine ? DeadLinkPage.Renewal(action: context.url("/reset-password/new-link")) : nil,
            forgotURL: context.url("/forgot-password"),
            signInURL: context.url("/sign-in")
        )
        var response = try pages.response(page, context, form: forms.token(for: request), status: status)
        if isGenuine { response.headers.append(try codeCookie.header(CodeMemory(code: code))) }
        return response
    }

    /// The form was open longer than its cookie lives.
    func endedSession(_ request: Request, _ context: RequestState) throws -> Response {
        let page = DeadLinkPage(
            heading: pages.catalog.text(DeadLinkPage.name, "session-title"),
            explanation: pages.catalog.text(DeadLinkPage.name, "session-text"),
            renewal: nil,
            forgotURL: context.url("/forgot-password"),
            signInURL: context.url("/sign-in")
        )
        return try pages.response(page, context, status: .badRequest)
    }

    /// "Send me a new link": to the account of the dead one, nothing typed, the same limits.
    func sendNewLink(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        guard let memory = codeCookie.content(of: request) else { return .seeOther(context.url("/forgot-password")) }
        try await recovery.startAgain(with: memory.code, at: context.tenant, client: context.client)
        var response = Response.seeOther(context.url("/forgot-password/sent"))
        response.headers.append(codeCookie.removal)
        response.headers.append(askCookie.removal)
        return response
    }
}
