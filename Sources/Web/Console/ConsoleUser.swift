import Accounts
import HTTPTypes
import Hummingbird
import Recovery

/// `/carbon/users/{id}`: one user, and what can be done for them.
struct ConsoleUserPage: Page {
    static let name = "console-user"

    struct Action {
        var action: String
        var text: String
    }

    var frame: ConsoleFrame
    var notice: String?
    var username: String
    var state: String
    var tone: String
    var facts: [ConfirmPage.Fact]
    var actions: [Action]
    var deleteURL: String?
    var sendAction: String?
    var question: String
    var timelineURL: String
    var lines: [ConsoleTimelinePage.Line]
}

extension Console {
    /// How much of the timeline stands on the page of a user.
    private static let lastEntries = 8

    func showUser(_ request: Request, context: RequestState) async throws -> Response {
        let query = try FormBody(query: request)
        let profile = try await profile(context)
        let user = profile.user
        let acting = try acting(context)
        let path = context.url("\(ConsolePlace.users.path)/\(user.id)")
        let text = { [pages] (key: String) in pages.catalog.text(ConsoleUserPage.name, key) }
        let done = query["done"].flatMap(Users.Change.init(rawValue:))
        let question = qualifiedName(of: user, context)
        let (state, tone) = stateText(of: user)
        let finding = try await timeline.find(question, at: context.tenant)
        let changes: [Users.Change] = [.unlock, .lock, .enable, .disable, .endSessions]
        let page = ConsoleUserPage(
            frame: try frame(.users, context),
            notice: done.map { text("done-" + $0.rawValue) },
            username: "\(user.store)/\(user.username)",
            state: state,
            tone: tone,
            facts: facts(of: profile),
            actions: changes.filter { users.may(acting, $0, profile) }.map {
                .init(action: "\(path)/\($0.rawValue)", text: text($0.rawValue))
            },
            deleteURL: users.may(acting, .delete, profile) ? path + "/delete" : nil,
            sendAction: acting.may(.consoleHelp) && acting.isAbove(profile.permissions) ? path + "/link" : nil,
            question: question,
            timelineURL: timelineURL(of: user, context),
            lines: finding.entries.prefix(Self.lastEntries).map { line($0, marked: nil) }
        )
        let isRefused = query["refused"] != nil
        return try respond(
            page,
            request,
            context,
            problems: isRefused ? [Problem(text: text("nothing-done"))] : []
        )
    }

    func askToDeleteUser(_ request: Request, context: RequestState) async throws -> Response {
        let profile = try await profile(context)
        let text = { [pages] (key: String) in pages.catalog.text(ConsoleUserPage.name, key) }
        guard users.may(try acting(context), .delete, profile) else { throw Failure.forbidden }
        let path = context.url("\(ConsolePlace.users.path)/\(profile.user.id)")
        let page = ConfirmPage(
            frame: try frame(.users, context),
            heading: text("delete-title"),
            explanation: text("delete-text"),
            facts: [.init(name: text("username"), value: profile.user.username)] + facts(of: profile),
            action: path + "/delete",
            submit: text("delete-submit"),
            backURL: path
        )
        return try respond(page, request, context)
    }

    func apply(
        _ change: Users.Change,
        _ request: Request,
        _ context: RequestState
    ) async throws -> Response {
        try forms.check(try await FormBody(request), of: request)
        let id = context.parameters.get("id") ?? ""
        let isDone = try await users.apply(
            change,
            to: id,
            at: context.tenant,
            by: acting(context),
            client: context.client
        )
        if isDone, change == .delete { return .seeOther(context.url(ConsolePlace.users.path + "?deleted")) }
        let result = isDone ? "done=" + change.rawValue : "refused"
        return .seeOther(context.url("\(ConsolePlace.users.path)/\(id.urlEncoded)?\(result)"))
    }

    private func profile(_ context: RequestState) async throws -> Users.Profile {
        try await users.profile(context.parameters.get("id") ?? "", at: context.tenant)
    }

    private func facts(of profile: Users.Profile) -> [ConfirmPage.Fact] {
        let text = { [pages] (key: String) in pages.catalog.text(ConsoleUserPage.name, key) }
        let none = text("none")
        var facts: [ConfirmPage.Fact] = [
            .init(name: text("email"), value: profile.claims[Claim.emailAddress] ?? none),
            .init(name: text("roles"), value: profile.roles.isEmpty ? none : profile.roles.joined(separator: ", ")),
            .init(name: text("sessions"), value: String(profile.sessions)),
        ]
        // Further claims by their own names.
        for (uri, value) in profile.claims.sorted(by: { $0.key < $1.key }) where uri != Claim.emailAddress {
            let name = pages.catalog.section("claims")[uri] ?? uri
            facts.append(.init(name: name, value: value))
        }
        return facts
    }
}
