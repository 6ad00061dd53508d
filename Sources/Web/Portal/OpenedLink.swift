import Accounts
import Hummingbird
import Recovery

/// `/r/{code}`: the link in the mail.
///
/// Opening it changes nothing, whoever opens it; a person presses the button, which no mail scanner
/// does.
struct ResetLinkPage: Page {
    static let name = "reset-link"

    var account: String
    var expires: MomentText?
    var action: String
}

extension Portal {
    func showLink(_ request: Request, context: RequestState) async throws -> Response {
        let code = context.parameters.get("code") ?? ""
        switch try await recovery.look(at: code, tenant: context.tenant) {
        case .accepted(let flow, let user, let expires):
            let page = ResetLinkPage(
                account: flow.maskedAddress ?? user.username,
                expires: MomentText(expires),
                action: context.url("/r/\(code)")
            )
            return try pages.response(page, context, form: forms.token(for: request))
        case .refused(let refusal, let flow):
            return try deadLink(refusal, flow, code: code, request, context)
        }
    }

    /// Takes the code out of the URL: it travels on in a sealed cookie.
    func openLink(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        let code = context.parameters.get("code") ?? ""
        guard case .accepted(let flow, _, _) = try await recovery.look(at: code, tenant: context.tenant) else {
            return .seeOther(context.url("/r/\(code)"))
        }
        var response = Response.seeOther(context.url("/reset-password"))
        response.headers.append(try codeCookie.header(CodeMemory(code: code, callback: flow.callback)))
        return response
    }
}
