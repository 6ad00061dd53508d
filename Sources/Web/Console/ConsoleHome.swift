import Accounts
import HTTPTypes
import Hummingbird
import Recovery

/// `/carbon`: whether recovery works, in five figures.
struct ConsoleHomePage: Page {
    static let name = "console-home"

    struct Line {
        var domain: String
        var url: String
        var activity: Activity
    }

    var frame: ConsoleFrame
    var activity: Activity
    var hasDead: Bool
    /// Of an operator of the super tenant: the tenants, and a form to open one.
    var others: Others?

    struct Others {
        var lines: [Line]
        var action: String
        var domain: Field
    }
}

extension Console {
    func showHome(_ request: Request, context: RequestState) async throws -> Response {
        try await home(request, context)
    }

    /// `/carbon/tenant?domain=`: on to the console of another tenant.
    func openTenant(_ request: Request, context: RequestState) async throws -> Response {
        let typed = try FormBody(query: request).text("domain")?.trimmed ?? ""
        guard let tenant = try await tenants.active(domain: typed), try acting(context).sees(tenant) else {
            return try await home(request, context, refused: typed)
        }
        return .seeOther(tenant.pathPrefix + "/carbon")
    }

    private func home(
        _ request: Request,
        _ context: RequestState,
        refused typed: String? = nil
    ) async throws -> Response {
        let acting = try acting(context)
        let problem = typed.map { _ in pages.catalog.text(ConsoleHomePage.name, "tenant-unknown") }
        var others: ConsoleHomePage.Others?
        if acting.home.isSuper {
            let lines = try await activities.busiest(last: Self.lately).map {
                ConsoleHomePage.Line(
                    domain: $0.tenant.domain,
                    url: $0.tenant.pathPrefix + "/carbon",
                    activity: $0
                )
            }
            others = .init(
                lines: lines,
                action: context.url("/carbon/tenant"),
                domain: Field(value: typed ?? "", problem: problem)
            )
        }
        let activity = try await activities.activity(at: context.tenant, last: Self.lately)
        let page = ConsoleHomePage(
            frame: try frame(.home, context),
            activity: activity,
            hasDead: activity.dead > 0,
            others: others
        )
        return try respond(
            page,
            request,
            context,
            problems: problem.map { [Problem(field: "domain", text: $0)] } ?? [],
            status: problem == nil ? .ok : .notFound
        )
    }
}
