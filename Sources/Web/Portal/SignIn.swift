import Accounts
import HTTPTypes
import Hummingbird

/// `/sign-in`.
struct SignInPage: Page {
    static let name = "sign-in"

    var notice: String?
    var action: String
    var username: Field
    var acceptsEmail: Bool
    var password: Field
    var forgotURL: String
    var hidden: [HiddenField]
}

extension Portal {
    func showSignIn(_ request: Request, context: RequestState) async throws -> Response {
        let query = try FormBody(query: request)
        var notice: String?
        for (parameter, key) in [
            ("passwordReset", "password-changed"), ("signed-out", "signed-out"), ("ended", "session-ended"),
        ] where query[parameter] != nil {
            notice = pages.catalog.text(SignInPage.name, key)
        }
        return try signIn(request, context, typed: query.text("username"), notice: notice)
    }

    func signIn(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        guard let username = form.text("username") else {
            return try signIn(request, context, typed: nil, field: "username", problem: word("username-empty"))
        }
        guard let password = form["password"], !password.isEmpty else {
            return try signIn(request, context, typed: username, field: "password", problem: word("password-empty"))
        }
        let principal = try await credentials.verify(
            username: username.trimmed,
            password: password,
            tenant: context.tenant,
            client: context.client
        )
        guard let user = principal?.user else {
            return try signIn(request, context, typed: username, field: "username", problem: word("sign-in-failed"))
        }
        var response = Response.seeOther(context.url("/myaccount"))
        let session = try await sessions.begin(for: user, signedInFrom: context.client)
        response.headers.append(.cookie(Self.sessionCookie, session, lifetime: nil))
        return response
    }

    func signOut(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        if let secret = request.cookies[Self.sessionCookie]?.value { try await sessions.end(secret) }
        var response = Response.seeOther(context.url("/sign-in?signed-out"))
        response.headers.append(HTTPField.cookie(Self.sessionCookie, "", lifetime: 0))
        return response
    }

    private func signIn(
        _ request: Request,
        _ context: RequestState,
        typed: String?,
        notice: String? = nil,
        field: String? = nil,
        problem: String? = nil
    ) throws -> Response {
        let page = SignInPage(
            notice: notice,
            action: context.url("/sign-in"),
            username: Field(value: typed ?? "", problem: field == "username" ? problem : nil),
            acceptsEmail: false,
            password: Field(problem: field == "password" ? problem : nil),
            forgotURL: context.url("/forgot-password"),
            hidden: []
        )
        return try pages.response(
            page,
            context,
            form: forms.token(for: request),
            problems: problem.map { [Problem(field: field, text: $0)] } ?? [],
            status: problem == nil ? .ok : .badRequest
        )
    }
}
