import Accounts
import HTTPTypes
import Hummingbird
import Recovery

/// `/reset-password`: the form for the new password, at a URL that says nothing.
struct NewPasswordPage: Page {
    static let name = "new-password"

    var account: String
    var username: String
    var password: Field
    var rules: [PasswordRuleText]
    var minimumLength: Int
    var passwordRules: String
    var expires: MomentText?
    var action: String
    var hidden: [HiddenField]
}

extension Portal {
    func showNewPassword(_ request: Request, context: RequestState) async throws -> Response {
        guard let memory = codeCookie.content(of: request) else { return try endedSession(request, context) }
        return try await newPasswordForm(memory, request, context)
    }

    func setNewPassword(_ request: Request, context: RequestState) async throws -> Response {
        try await setNewPassword(request, context, isWSO2: false)
    }

    /// `isWSO2`: posted to WSO2's URL: programs may, and a callback is followed at once.
    func setNewPassword(_ request: Request, _ context: RequestState, isWSO2: Bool) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request, allowsPrograms: isWSO2)
        guard let memory = codeCookie.content(of: request) else { return try endedSession(request, context) }
        // WSO2's name for the field is accepted as well.
        let typed = form["new-password"] ?? form["reset-password"] ?? ""
        guard !typed.isEmpty else {
            return try await newPasswordForm(
                memory,
                request,
                context,
                problem: word("new-password-empty"),
                isWSO2: isWSO2
            )
        }
        if let repeated = form.text("confirm-password"), repeated != typed {
            return try await newPasswordForm(
                memory,
                request,
                context,
                problem: word("passwords-differ"),
                isWSO2: isWSO2
            )
        }
        do {
            _ = try await recovery.reset(
                code: memory.code,
                password: typed,
                at: context.tenant,
                initiator: "portal",
                client: context.client
            )
        } catch let failure as Failure {
            switch failure.code {
            case "20035":
                let problem = Password(typed) == nil ? word("password-unusable") : failure.message
                return try await newPasswordForm(memory, request, context, problem: problem, isWSO2: isWSO2)
            case "22001":
                return try await newPasswordForm(
                    memory,
                    request,
                    context,
                    problem: word("password-recent"),
                    isWSO2: isWSO2
                )
            case "18001", "18002", "UAR-10005":
                return .seeOther(context.url("/r/\(memory.code)"))
            default: throw failure
            }
        }
        return try done(memory, context)
    }

    func newPasswordForm(
        _ memory: CodeMemory,
        _ request: Request,
        _ context: RequestState,
        problem: String? = nil,
        isWSO2: Bool = false
    ) async throws -> Response {
        guard
            case .accepted(let flow, let user, let expires) = try await recovery.look(
                at: memory.code,
                tenant: context.tenant
            )
        else { return .seeOther(context.url("/r/\(memory.code)")) }
        let page = NewPasswordPage(
            account: flow.maskedAddress ?? user.username,
            username: user.username,
            password: Field(problem: problem),
            rules: ruleTexts(for: user),
            minimumLength: passwords.policy.minimumLength,
            passwordRules: passwords.policy.passwordRulesAttribute,
            expires: MomentText(min(expires, surroundings.now() + codeCookie.lifetime)),
            action: context.url(isWSO2 ? "/accountrecoveryendpoint/completepasswordreset.do" : "/reset-password"),
            hidden: []
        )
        var response = try pages.response(
            page,
            context,
            form: forms.token(for: request),
            problems: problem.map { [Problem(field: "reset-password", text: $0)] } ?? [],
            status: problem == nil ? .ok : .badRequest
        )
        // Shown again, the form may be filled in for as long again (WCAG 2.2, 2.2.1).
        response.headers.append(try codeCookie.header(memory))
        return response
    }

    /// Where to after success: the page that says so, with the application to go back to in its
    /// own sealed cookie.
    private func done(_ memory: CodeMemory, _ context: RequestState) throws -> Response {
        var response = Response.seeOther(context.url("/reset-password/done"))
        response.headers.append(codeCookie.removal)
        response.headers.append(HTTPField.cookie(Self.sessionCookie, "", lifetime: 0))
        let asked = AskMemory(typed: "", callback: memory.callback, asked: surroundings.now().microseconds)
        response.headers.append(try askCookie.header(asked))
        return response
    }
}

/// `/reset-password/done`.
struct DonePage: Page {
    static let name = "done"

    var notified: Bool
    var applicationURL: String?
    var signInURL: String
    var parameters: [String: String]
}

extension Portal {
    func showDone(_ request: Request, context: RequestState) async throws -> Response {
        let callback = try askCookie.content(of: request)?.callback.flatMap {
            try recovery.admit(callback: $0, at: context.tenant)
        }
        let page = DonePage(
            notified: recovery.rules.notifiesOnReset,
            applicationURL: callback?.adding("passwordReset", "true"),
            signInURL: context.url("/sign-in?passwordReset=true"),
            parameters: ["application": callback?.host ?? ""]
        )
        var response = try pages.response(page, context)
        response.headers.append(askCookie.removal)
        return response
    }
}
