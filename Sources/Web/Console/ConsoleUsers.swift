import Accounts
import HTTPTypes
import Hummingbird

/// `/carbon/users`: everybody, by the beginning of the name.
struct ConsoleUsersPage: Page {
    static let name = "console-users"

    struct Line {
        var username: String
        var url: String
        var store: String
        var state: String
        var tone: String
    }

    var frame: ConsoleFrame
    var notice: String?
    var action: String
    var prefix: Field
    var lines: [Line]
    var firstURL: String?
    var nextURL: String?
}

extension Console {
    func showUsers(_ request: Request, context: RequestState) async throws -> Response {
        let query = try FormBody(query: request)
        let prefix = query.text("prefix")?.trimmed ?? ""
        let after = query.text("after").map { Users.Key(username: $0, store: query["store"] ?? "") }
        let page = try await users.page(at: context.tenant, prefix: prefix, after: after)
        let path = context.url(ConsolePlace.users.path) + "?prefix=" + prefix.urlEncoded
        return try respond(
            ConsoleUsersPage(
                frame: try frame(.users, context),
                notice: query["deleted"].map { _ in pages.catalog.text(ConsoleUsersPage.name, "deleted") },
                action: context.url(ConsolePlace.users.path),
                prefix: Field(value: prefix),
                lines: page.users.map { user in
                    let (state, tone) = stateText(of: user)
                    return .init(
                        username: user.username,
                        url: context.url("\(ConsolePlace.users.path)/\(user.id)"),
                        store: user.store,
                        state: state,
                        tone: tone
                    )
                },
                firstURL: after.map { _ in path },
                nextURL: page.next.map {
                    "\(path)&after=\($0.username.urlEncoded)&store=\($0.store.urlEncoded)"
                }
            ),
            request,
            context
        )
    }

    /// The account's state in words, and whether it is good or bad.
    func stateText(of user: User) -> (text: String, tone: String) {
        let text = { [pages] (key: String) in pages.catalog.text("account-states", key) }
        switch user.account.effective(at: surroundings.now()) {
        case .unlocked: return (text("unlocked"), "good")
        case .locked(nil): return (text("locked"), "bad")
        case .locked(let until?):
            return (pages.catalog.text("account-states", "locked-until", ["until": until.inWords]), "bad")
        case .disabled: return (text("disabled"), "bad")
        case .pendingVerification: return (text("pending-verification"), "")
        case .pendingPassword: return (text("pending-password"), "")
        }
    }
}
