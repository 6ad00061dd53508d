import Accounts
import HTTPTypes
import Hummingbird

/// `/myaccount`: who is signed in, and a form to change the password.
struct MyAccountPage: Page {
    static let name = "my-account"

    var notice: String?
    var username: String
    var fullName: String?
    var email: String?
    var organization: String
    var userStore: String
    var currentPassword: Field
    var newPassword: Field
    var rules: [PasswordRuleText]
    var minimumLength: Int
    var passwordRules: String
    var action: String
    var signOutAction: String
    var forgotURL: String
}

extension Portal {
    func showMyAccount(_ request: Request, context: RequestState) async throws -> Response {
        guard let session = try await session(of: request, context) else { return signInFirst(request, context) }
        let isChanged = try FormBody(query: request)["changed"] != nil
        return try await myAccount(
            session.user,
            request,
            context,
            notice: isChanged ? pages.catalog.text(MyAccountPage.name, "changed") : nil
        )
    }

    /// Changes the password of whoever is signed in and knows the current one.
    ///
    /// This browser stays signed in with a new session, all others are signed out.
    func changePassword(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        guard let session = try await session(of: request, context) else { return signInFirst(request, context) }
        let user = session.user
        guard let current = form["current-password"], !current.isEmpty else {
            return try await myAccount(
                user,
                request,
                context,
                problem: ("current-password", word("current-password-empty"))
            )
        }
        guard let typed = form["new-password"], !typed.isEmpty else {
            return try await myAccount(user, request, context, problem: ("new-password", word("new-password-empty")))
        }
        guard let new = Password(typed) else {
            return try await myAccount(user, request, context, problem: ("new-password", word("password-unusable")))
        }
        let principal = try await credentials.verify(
            username: "\(user.store)/\(user.username)",
            password: current,
            tenant: context.tenant,
            client: context.client
        )
        guard principal?.user?.id == user.id else {
            return try await myAccount(
                user,
                request,
                context,
                problem: ("current-password", word("current-password-wrong"))
            )
        }
        do {
            let changed = try await users.changePassword(new, of: user, client: context.client)
            var response = Response.seeOther(context.url("/myaccount?changed"))
            response.headers.append(.cookie(Self.sessionCookie, try await sessions.begin(for: changed), lifetime: nil))
            return response
        } catch let failure as Failure where failure.code == "20035" || failure.code == "22001" {
            let text = failure.code == "22001" ? word("password-recent") : failure.message
            return try await myAccount(user, request, context, problem: ("new-password", text))
        }
    }

    private func session(of request: Request, _ context: RequestState) async throws -> Session? {
        guard let secret = request.cookies[Self.sessionCookie]?.value,
            let session = try await sessions.find(secret), session.user.tenantID == context.tenant.id
        else { return nil }
        return session
    }

    private func signInFirst(_ request: Request, _ context: RequestState) -> Response {
        let had = request.cookies[Self.sessionCookie] != nil
        return .seeOther(context.url(had ? "/sign-in?ended" : "/sign-in"))
    }

    private func myAccount(
        _ user: User,
        _ request: Request,
        _ context: RequestState,
        notice: String? = nil,
        problem: (field: String, text: String)? = nil
    ) async throws -> Response {
        let claims = try await users.claims(of: user)
        let name = [claims[Claim.givenName], claims[Claim.familyName]].compactMap(\.self).joined(separator: " ")
        let page = MyAccountPage(
            notice: notice,
            username: user.username,
            fullName: name.isEmpty ? nil : name,
            email: claims[Claim.emailAddress],
            organization: pages.brand(of: context.tenant),
            userStore: user.store,
            currentPassword: Field(problem: problem?.field == "current-password" ? problem?.text : nil),
            newPassword: Field(problem: problem?.field == "new-password" ? problem?.text : nil),
            rules: ruleTexts(for: user),
            minimumLength: passwords.policy.minimumLength,
            passwordRules: passwords.policy.passwordRulesAttribute,
            action: context.url("/myaccount"),
            signOutAction: context.url("/sign-out"),
            forgotURL: context.url("/forgot-password")
        )
        return try pages.response(
            page,
            context,
            form: forms.token(for: request),
            problems: problem.map { [Problem(field: $0.field, text: $0.text)] } ?? [],
            status: problem == nil ? .ok : .badRequest
        )
    }
}
