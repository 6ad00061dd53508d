import Accounts
import Hummingbird
import Recovery

/// `/forgot-password`: asks who somebody is.
struct ForgotPasswordPage: Page {
    static let name = "forgot-password"

    var action: String
    var username: Field
    var acceptsEmail: Bool
    var signInURL: String
    var hidden: [HiddenField]
}

extension Portal {
    func showForgotPassword(_ request: Request, context: RequestState) async throws -> Response {
        let query = try FormBody(query: request)
        return try forgotPassword(
            request,
            context,
            username: Field(value: query.text("username") ?? ""),
            carried: query
        )
    }

    func askForReset(_ request: Request, context: RequestState) async throws -> Response {
        try await askForReset(request, context, allowsPrograms: false)
    }

    /// Accepts the ask and shows the same page to everybody.
    func askForReset(_ request: Request, _ context: RequestState, allowsPrograms: Bool) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request, allowsPrograms: allowsPrograms)
        guard let typed = form.text("username") else {
            return try forgotPassword(
                request,
                context,
                username: Field(problem: word("username-or-email-empty")),
                carried: form
            )
        }
        guard typed.utf8.count <= User.longestUsername else {
            return try forgotPassword(
                request,
                context,
                username: Field(problem: word("username-malformed")),
                carried: form
            )
        }
        try await ask(for: typed, callback: form.text("callback"), context)
        var response = Response.seeOther(context.url("/forgot-password/sent"))
        let memory = AskMemory(
            typed: typed,
            callback: form.text("callback"),
            asked: surroundings.now().microseconds
        )
        response.headers.append(try askCookie.header(memory))
        return response
    }

    func ask(for typed: String, callback: String?, _ context: RequestState) async throws {
        let ask = RecoveryAsk(
            kind: .start,
            identifier: typed.trimmed,
            realm: nil,
            acceptsAddress: true,
            callback: callback,
            properties: [:]
        )
        _ = try await recovery.start(
            ask,
            notify: true,
            at: context.tenant,
            initiator: "portal",
            client: context.client
        )
    }

    func word(_ key: String, _ parameters: [String: String] = [:]) -> String {
        pages.catalog.text("problems", key, parameters)
    }

    /// `carried`: what WSO2's pages hand on from one form to the next.
    private func forgotPassword(
        _ request: Request,
        _ context: RequestState,
        username: Field,
        carried: FormBody
    ) throws -> Response {
        guard recovery.rules.isEnabled else { throw Failure.recoveryDisabled }
        _ = try recovery.admit(callback: carried.text("callback"), at: context.tenant)
        let page = ForgotPasswordPage(
            action: context.url("/forgot-password"),
            username: username,
            acceptsEmail: true,
            signInURL: context.url("/sign-in"),
            hidden: ["callback", "sessionDataKey"].compactMap { name in
                carried.text(name).map { HiddenField(name: name, value: $0) }
            }
        )
        return try pages.response(
            page,
            context,
            form: forms.token(for: request),
            problems: username.problem.map { [Problem(field: "username", text: $0)] } ?? [],
            status: username.problem == nil ? .ok : .badRequest
        )
    }
}

extension String {
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
