import Accounts
import HTTPTypes
import Hummingbird

/// `/carbon/sign-in`.
struct ConsoleSignInPage: Page {
    static let name = "console-sign-in"

    var notice: String?
    var action: String
    /// The page to go on to.
    var wanted: String?
    var username: Field
    var acceptsEmail = false
    var password: Field
}

extension Console {
    func showSignIn(_ request: Request, context: RequestState) async throws -> Response {
        let query = try FormBody(query: request)
        let notice = ["signed-out", "ended"].first { query[$0] != nil }
        return try signInForm(
            request,
            context,
            wanted: query["to"].flatMap(WantedPage.init),
            notice: notice.map { pages.catalog.text(ConsoleSignInPage.name, $0) }
        )
    }

    func signIn(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        let wanted = form["to"].flatMap(WantedPage.init)
        guard let username = form.text("username") else {
            return try signInForm(request, context, wanted: wanted, problem: ("username", "username-empty"))
        }
        guard let password = form["password"], !password.isEmpty else {
            return try signInForm(
                request,
                context,
                typed: username,
                wanted: wanted,
                problem: ("password", "password-empty")
            )
        }
        let result = try await operators.signIn(
            username.trimmed,
            password,
            at: context.tenant,
            replacing: request.cookies[Self.sessionCookie]?.value,
            client: context.client
        )
        switch result {
        case .signedIn(let secret):
            var response = Response.seeOther(context.url(wanted?.path ?? "/carbon"))
            response.headers.append(.cookie(Self.sessionCookie, secret, lifetime: nil))
            return response
        case .wrong:
            return try signInForm(
                request,
                context,
                typed: username,
                wanted: wanted,
                problem: ("username", "sign-in-failed")
            )
        case .notPermitted:
            return try signInForm(
                request,
                context,
                typed: username,
                wanted: wanted,
                problem: ("username", "console-not-permitted"),
                status: .forbidden
            )
        }
    }

    func signOut(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        if let secret = request.cookies[Self.sessionCookie]?.value { try await operators.signOut(secret) }
        var response = Response.seeOther(context.url("/carbon/sign-in?signed-out"))
        response.headers.append(HTTPField.cookie(Self.sessionCookie, "", lifetime: 0))
        return response
    }

    private func signInForm(
        _ request: Request,
        _ context: RequestState,
        typed: String? = nil,
        wanted: WantedPage? = nil,
        notice: String? = nil,
        problem: (field: String, key: String)? = nil,
        status: HTTPResponse.Status = .badRequest
    ) throws -> Response {
        let text = problem.map { pages.catalog.text("problems", $0.key) }
        let page = ConsoleSignInPage(
            notice: notice,
            action: context.url("/carbon/sign-in"),
            wanted: wanted?.path,
            username: Field(value: typed ?? "", problem: problem?.field == "username" ? text : nil),
            password: Field(problem: problem?.field == "password" ? text : nil)
        )
        return try respond(
            page,
            request,
            context,
            problems: text.map { [Problem(field: problem?.field, text: $0)] } ?? [],
            status: problem == nil ? .ok : status
        )
    }
}
