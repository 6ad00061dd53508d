package import Accounts
import HTTPTypes
import Hummingbird
package import Recovery

/// Every URL of the server, in one table.
///
/// Each tenant-qualified one exists under `/t/{tenant}` too.
package struct Routes: Sendable {
    package var portal: Portal
    package var console: Console
    package var recovery: PasswordRecovery
    package var tenants: Tenants
    package var credentials: Credentials
    package var application: ClientApplication?
    package var readiness: Readiness
    package var mailbox: Mailbox?
    package var pages: Pages
    package var surroundings: Surroundings
    package var networks: TrustedNetworks
    /// The configured host name: the realm of 401.
    package var hostname: String
    package var isStrictTransport: Bool

    package init(
        portal: Portal,
        console: Console,
        recovery: PasswordRecovery,
        tenants: Tenants,
        credentials: Credentials,
        application: ClientApplication?,
        readiness: Readiness,
        mailbox: Mailbox?,
        pages: Pages,
        surroundings: Surroundings,
        networks: TrustedNetworks,
        hostname: String,
        isStrictTransport: Bool
    ) {
        self.portal = portal
        self.console = console
        self.recovery = recovery
        self.tenants = tenants
        self.credentials = credentials
        self.application = application
        self.readiness = readiness
        self.mailbox = mailbox
        self.pages = pages
        self.surroundings = surroundings
        self.networks = networks
        self.hostname = hostname
        self.isStrictTransport = isStrictTransport
    }

    func router() -> Router<RequestState> {
        let router = Router(context: RequestState.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestIdentity(networks: networks, surroundings: surroundings))
        router.add(middleware: SecurityHeaders(isStrictTransport: isStrictTransport))
        router.add(
            middleware: FailureResponses(
                hostname: hostname,
                pages: pages,
                wso2Answers: recovery.rules.wso2Answers
            )
        )
        router.add(middleware: PathGuard())

        Health { [readiness] in await readiness.reasonsAgainst() }.add(to: router)
        router.get("/assets/:name", use: Assets().handle)
        addDocuments(to: router)
        if let mailbox { addMailbox(MailboxPages(mailbox: mailbox, pages: pages), to: router) }

        for prefix in ["", "/t/:tenant"] as [RouterPath] {
            let tenant = router.group(prefix).add(middleware: TenantResolution(tenants: tenants))
            addAPIs(to: tenant)
            addPortal(to: tenant)
            addWSO2Portal(to: tenant)
            addConsole(to: tenant)
        }
        return router
    }

    private func addAPIs(to tenant: RouterGroup<RequestState>) {
        tenant.group("/api/identity/recovery/v0.9")
            .add(middleware: authentication(for: .identityManagement))
            .post("/recover-password", use: RecoverPassword(recovery: recovery).handle)
            .post("/set-password", use: SetPassword(recovery: recovery).handle)
            .post("/validate-code", use: ValidateCode(recovery: recovery).handle)
        tenant.group("/api/identity/user/v1.0")
            .add(middleware: authentication(for: nil))
            .post("/resend-code", use: ResendCode(recovery: recovery).handle)
    }

    private func addPortal(to tenant: RouterGroup<RequestState>) {
        tenant
            .get("/", use: portal.showHome)
            .get("/forgot-password", use: portal.showForgotPassword)
            .post("/forgot-password", use: portal.askForReset)
            .get("/forgot-password/sent", use: portal.showCheckYourMail)
            .post("/forgot-password/again", use: portal.sendAgain)
            .get("/r/:code", use: portal.showLink)
            .post("/r/:code", use: portal.openLink)
            .get("/reset-password", use: portal.showNewPassword)
            .post("/reset-password", use: portal.setNewPassword)
            .post("/reset-password/new-link", use: portal.sendNewLink)
            .get("/reset-password/done", use: portal.showDone)
            .get("/sign-in", use: portal.showSignIn)
            .post("/sign-in", use: portal.signIn)
            .post("/sign-out", use: portal.signOut)
            .get("/myaccount", use: portal.showMyAccount)
            .post("/myaccount", use: portal.changePassword)
            // W3C change-password-url: a redirect, never the page itself.
            .get("/.well-known/change-password") { _, context in
                Response(status: .found, headers: [.location: context.url("/myaccount")])
            }
    }

    private func addWSO2Portal(to tenant: RouterGroup<RequestState>) {
        tenant.group("/accountrecoveryendpoint")
            .get("/recoveraccountrouter.do", use: portal.showRecoverPassword)
            .get("/recoverpassword.do", use: portal.showRecoverPassword)
            .post("/verify.do", use: portal.verify)
            .get("/confirmrecovery.do", use: portal.confirmRecovery)
            // Mail scanners ask this way; nothing is looked at (product-is#9983).
            .head("/confirmrecovery.do") { _, _ in Response(status: .ok) }
            .get("/passwordreset.do", use: portal.showPasswordReset)
            .post("/completepasswordreset.do", use: portal.completePasswordReset)
    }

    private func addConsole(to tenant: RouterGroup<RequestState>) {
        tenant
            .get("/console") { _, context in
                Response(status: .found, headers: [.location: context.url("/carbon")])
            }
            .get("/carbon/sign-in", use: console.showSignIn)
            .post("/carbon/sign-in", use: console.signIn)
            .post("/carbon/sign-out", use: console.signOut)
        operators(of: tenant, who: .consoleView)
            .get("/", use: console.showHome)
            .get("/tenant", use: console.openTenant)
            .get("/timeline", use: console.showTimeline)
            .get("/mail", use: console.showMail)
            .get("/users", use: console.showUsers)
            .get("/users/:id", use: console.showUser)
        operators(of: tenant, who: .consoleAudit)
            .get("/audit", use: console.showAudit)
            .get("/audit.csv", use: console.exportAudit)
        operators(of: tenant, who: .consoleHelp)
            .post("/users/:id/link", use: console.sendLink)
            .post("/mail/:id/retry", use: console.retryMail)
        operators(of: tenant, who: .consoleAdminister)
            .get("/mail/:id/drop", use: console.askToDropMail)
            .post("/mail/:id/drop", use: console.dropMail)
            .get("/users/:id/delete", use: console.askToDeleteUser)
        for change in Users.Change.allCases {
            operators(of: tenant, who: change.permission)
                .post(RouterPath("/users/:id/\(change.rawValue)")) { [console] request, context in
                    try await console.apply(change, request, context)
                }
        }
    }

    /// The pages of operators who have that permission.
    private func operators(
        of tenant: RouterGroup<RequestState>,
        who permission: Permission
    ) -> RouterGroup<RequestState> {
        tenant.group("/carbon").add(
            middleware: OperatorAccess(operators: console.operators, permission: permission)
        )
    }

    private func addMailbox(_ mailbox: MailboxPages, to router: Router<RequestState>) {
        router.get("/mailbox", use: mailbox.list)
        router.get("/mailbox/:id", use: mailbox.show)
        router.get("/mailbox/:id/frame", use: mailbox.frame)
        router.get("/mailbox/:id/:view", use: mailbox.show)
    }

    private func addDocuments(to router: Router<RequestState>) {
        let documents = APIDocuments(pages: pages)
        router.get("/openapi.yaml", use: documents.openAPI)
        router.get("/docs", use: documents.show)
    }

    private func authentication(for permission: Permission?) -> ClientAuthentication {
        ClientAuthentication(credentials: credentials, application: application, permission: permission)
    }

    /// Whether the path belongs to callers that expect JSON.
    static func isAPI(_ path: String) -> Bool {
        path.hasPrefix("/api/") || (path.hasPrefix("/t/") && path.contains("/api/")) || isHealth(path)
    }

    /// Whether a prober asks, and no person or application.
    static func isHealth(_ path: String) -> Bool {
        path == "/health" || path.hasPrefix("/health/")
    }
}
