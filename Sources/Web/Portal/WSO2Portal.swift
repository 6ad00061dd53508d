import Accounts
import Hummingbird
import Recovery

/// WSO2's own URLs (`/accountrecoveryendpoint/*.do`) and field names, on the same pages: links in
/// old mails, bookmarks and templates go on working.
extension Portal {
    /// `recoveraccountrouter.do`, `recoverpassword.do`.
    func showRecoverPassword(_ request: Request, context: RequestState) async throws -> Response {
        try await showForgotPassword(request, context: context)
    }

    /// `verify.do`.
    func verify(_ request: Request, context: RequestState) async throws -> Response {
        try await askForReset(request, context, allowsPrograms: true)
    }

    /// `confirmrecovery.do`, the link in WSO2's mails: shows the form at once.
    ///
    /// It uses nothing up, so that a scanner may open it as often as it likes; the code alone decides whose
    /// it is.
    func confirmRecovery(_ request: Request, context: RequestState) async throws -> Response {
        let query = try FormBody(query: request)
        let callback = try recovery.admit(
            callback: query.text("callback") ?? query.text("redirect_uri"),
            at: context.tenant
        )
        guard let code = query.text("confirmation") else {
            return try deadLink(.unknown, nil, code: "", request, context)
        }
        switch try await recovery.look(at: code, tenant: context.tenant) {
        case .accepted(let flow, _, _):
            let memory = CodeMemory(code: code, callback: callback?.text ?? flow.callback)
            return try await newPasswordForm(memory, request, context, isWSO2: true)
        case .refused(let refusal, let flow):
            return try deadLink(refusal, flow, code: code, request, context)
        }
    }

    /// `passwordreset.do`.
    func showPasswordReset(_ request: Request, context: RequestState) async throws -> Response {
        guard let memory = codeCookie.content(of: request) else { return try endedSession(request, context) }
        return try await newPasswordForm(memory, request, context, isWSO2: true)
    }

    /// `completepasswordreset.do`.
    func completePasswordReset(_ request: Request, context: RequestState) async throws -> Response {
        try await setNewPassword(request, context, isWSO2: true)
    }
}
