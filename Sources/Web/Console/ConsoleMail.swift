import Accounts
import HTTPTypes
import Hummingbird

/// `/carbon/mail`: the outbox.
struct ConsoleMailPage: Page {
    static let name = "console-mail"

    struct Line {
        var created: MomentText?
        var template: String
        var state: String
        var tone: String
        var tries: Int
        /// When it is tried next, or was done with.
        var next: MomentText?
        var reply: String?
        var requestURL: String?
        var retryAction: String?
        var dropURL: String?
    }

    struct Choice {
        var value: String
        var text: String
        var isChosen: Bool
    }

    var frame: ConsoleFrame
    var notice: String?
    var action: String
    var choices: [Choice]
    var lines: [Line]
    var firstURL: String?
    var nextURL: String?
}

extension Console {
    /// The filters, and what they let through; the first is what one comes for.
    private static let mailFilters: [(name: String, states: [MailQueue.State])] = [
        ("unsent", [.queued, .leased, .dead]), ("dead", [.dead]), ("queued", [.queued]), ("leased", [.leased]),
        ("sent", [.sent]), ("all", MailQueue.State.allCases),
    ]

    func showMail(_ request: Request, context: RequestState) async throws -> Response {
        let query = try FormBody(query: request)
        let filter = Self.mailFilters.first { $0.name == query["state"] } ?? Self.mailFilters[0]
        let before = query.text("before")
        let page = try await mailQueue.page(of: filter.states, at: context.tenant, before: before)
        let path = context.url(ConsolePlace.mail.path) + "?state=" + filter.name
        let text = { [pages] in pages.catalog.text(ConsoleMailPage.name, $0) }
        let done = (["retried", "dropped"] as [String]).first { query["done"] == $0 }
        let failed = query["done"] == "nothing"
        let acting = try acting(context)
        return try respond(
            ConsoleMailPage(
                frame: try frame(.mail, context),
                notice: done.map(text),
                action: context.url(ConsolePlace.mail.path),
                choices: Self.mailFilters.map {
                    .init(value: $0.name, text: text("filter-" + $0.name), isChosen: $0.name == filter.name)
                },
                lines: page.entries.map { mailLine($0, acting, context) },
                firstURL: before.map { _ in path },
                nextURL: page.next.map { path + "&before=" + $0.urlEncoded }
            ),
            request,
            context,
            problems: failed ? [Problem(text: text("nothing-done"))] : []
        )
    }

    func retryMail(_ request: Request, context: RequestState) async throws -> Response {
        try forms.check(try await FormBody(request), of: request)
        let isDone = try await mailQueue.retry(
            context.parameters.get("id") ?? "",
            at: context.tenant,
            by: acting(context),
            client: context.client
        )
        return .seeOther(context.url(ConsolePlace.mail.path) + "?done=" + (isDone ? "retried" : "nothing"))
    }

    func askToDropMail(_ request: Request, context: RequestState) async throws -> Response {
        let entry = try await mailQueue.entry(context.parameters.get("id") ?? "", at: context.tenant)
        let text = { [pages] in pages.catalog.text(ConsoleMailPage.name, $0) }
        let page = ConfirmPage(
            frame: try frame(.mail, context),
            heading: text("drop-title"),
            explanation: text("drop-text"),
            facts: [
                .init(name: text("template"), value: mailName(entry.template)),
                .init(name: text("created"), value: entry.created.inWords),
                .init(name: text("state"), value: text("state-" + entry.state)),
                .init(name: text("reply"), value: entry.lastReply ?? text("no-reply")),
            ],
            action: context.url("\(ConsolePlace.mail.path)/\(entry.id)/drop"),
            submit: text("drop-submit"),
            backURL: context.url(ConsolePlace.mail.path)
        )
        return try respond(page, request, context)
    }

    func dropMail(_ request: Request, context: RequestState) async throws -> Response {
        try forms.check(try await FormBody(request), of: request)
        let isDone = try await mailQueue.drop(
            context.parameters.get("id") ?? "",
            at: context.tenant,
            by: acting(context),
            client: context.client
        )
        return .seeOther(context.url(ConsolePlace.mail.path) + "?done=" + (isDone ? "dropped" : "nothing"))
    }

    /// What a mail is called; one that is none of ours by its template's name.
    private func mailName(_ template: String) -> String {
        pages.catalog.section("mails")[template] ?? template
    }

    private func mailLine(
        _ entry: Outbox.Entry,
        _ acting: Operator,
        _ context: RequestState
    ) -> ConsoleMailPage.Line {
        let path = context.url("\(ConsolePlace.mail.path)/\(entry.id)")
        // What was dropped or has expired is wiped: there is nothing left to send or to drop.
        let isOpen = (entry.state == "queued" || entry.state == "dead") && entry.hasContent
        return .init(
            created: MomentText(entry.created),
            template: mailName(entry.template),
            state: pages.catalog.text(ConsoleMailPage.name, "state-" + entry.state),
            tone: entry.state == "dead" ? "bad" : entry.state == "sent" ? "good" : "",
            tries: entry.attempts,
            next: entry.finished.map { MomentText($0) } ?? (entry.state == "queued" ? MomentText(entry.runAt) : nil),
            reply: entry.lastReply,
            requestURL: entry.requestID.map { context.url("\(ConsolePlace.timeline.path)?q=\($0.urlEncoded)") },
            retryAction: isOpen && acting.may(.consoleHelp) ? path + "/retry" : nil,
            dropURL: isOpen && acting.may(.consoleAdminister) ? path + "/drop" : nil
        )
    }
}
