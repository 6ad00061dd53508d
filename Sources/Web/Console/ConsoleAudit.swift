import Accounts
import HTTPTypes
import Hummingbird
import NIOCore

/// `/carbon/audit`: who did what to whom, and how it ended.
struct ConsoleAuditPage: Page {
    static let name = "console-audit"

    struct Line {
        var when: MomentText?
        var action: String
        var outcome: String
        var tone: String
        var target: String?
        var initiator: String
        var network: String?
        var details: String?
    }

    var frame: ConsoleFrame
    var action: String
    var choices: [ConsoleMailPage.Choice]
    var user: Field
    var from: Field
    var to: Field
    var lines: [Line]
    var exportURL: String
    var firstURL: String?
    var nextURL: String?
}

extension Console {
    /// What the query asks for; `query` is how it is written again.
    private struct AuditQuery {
        var filter = AuditLog.Filter()
        var query = ""
        var problem: String?

        init(_ form: FormBody) {
            filter.action = form["action"].flatMap(AuditEvent.Action.init(rawValue:))
            filter.user = form.text("user")?.trimmed
            if let day = form.text("from") {
                filter.from = Instant(day: day)
                if filter.from == nil { problem = "from" }
            }
            if let day = form.text("to") {
                filter.until = Instant(day: day).map { $0 + .days(1) }
                if filter.until == nil { problem = "to" }
            }
            query = ["action", "user", "from", "to"].map { "\($0)=\((form[$0] ?? "").urlEncoded)" }
                .joined(separator: "&")
        }
    }

    func showAudit(_ request: Request, context: RequestState) async throws -> Response {
        let form = try FormBody(query: request)
        let asked = AuditQuery(form)
        let before = form["before"].flatMap { Int64($0) }.map {
            AuditLog.Key(at: Instant(microseconds: $0), id: form["id"] ?? "")
        }
        let page = try await auditLog.page(
            at: context.tenant,
            matching: asked.filter,
            before: before,
            by: acting(context)
        )
        let text = { [pages] (key: String) in pages.catalog.text(ConsoleAuditPage.name, key) }
        let path = context.url(ConsolePlace.audit.path)
        let problem = asked.problem.map { Problem(field: $0, text: text("day-malformed")) }
        let any = ConsoleMailPage.Choice(value: "", text: text("any"), isChosen: asked.filter.action == nil)
        return try respond(
            ConsoleAuditPage(
                frame: try frame(.audit, context),
                action: path,
                choices: [any]
                    + AuditEvent.Action.allCases.map {
                        .init(
                            value: $0.rawValue,
                            text: actionText($0.rawValue),
                            isChosen: $0 == asked.filter.action
                        )
                    },
                user: Field(value: form["user"] ?? ""),
                from: Field(value: form["from"] ?? "", problem: problem?.field == "from" ? problem?.text : nil),
                to: Field(value: form["to"] ?? "", problem: problem?.field == "to" ? problem?.text : nil),
                lines: page.events.map(auditLine),
                exportURL: "\(path).csv?\(asked.query)",
                firstURL: before.map { _ in "\(path)?\(asked.query)" },
                nextURL: page.next.map {
                    "\(path)?\(asked.query)&before=\($0.at.microseconds)&id=\($0.id.urlEncoded)"
                }
            ),
            request,
            context,
            problems: problem.map { [$0] } ?? [],
            status: problem == nil ? .ok : .badRequest
        )
    }

    /// All that the filter lets through, page by page, so that a long trail needs little memory.
    func exportAudit(_ request: Request, context: RequestState) async throws -> Response {
        let filter = AuditQuery(try FormBody(query: request)).filter
        let acting = try acting(context)
        try await auditLog.recordExport(at: context.tenant, matching: filter, by: acting, client: context.client)
        let first = try await auditLog.page(at: context.tenant, matching: filter, count: 500, by: acting)
        let body = ResponseBody { [auditLog] writer in
            var page = first
            var text = CSVText.line([
                "at", "action", "outcome", "initiator", "target", "network", "user_agent", "request_id", "details",
            ])
            while true {
                for event in page.events {
                    text += CSVText.line([
                        event.at.iso8601, event.action, event.outcome, event.initiator, event.target, event.network,
                        event.userAgent, event.requestID, event.details,
                    ])
                }
                try await writer.write(ByteBuffer(string: text))
                guard let next = page.next else { break }
                text = ""
                page = try await auditLog.page(
                    at: context.tenant,
                    matching: filter,
                    before: next,
                    count: 500,
                    by: acting
                )
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"audit.csv\"",
            ],
            body: body
        )
    }

    private func auditLine(_ event: AuditEvent) -> ConsoleAuditPage.Line {
        let isGood = event.outcome == AuditEvent.Outcome.succeeded.rawValue
        return .init(
            when: MomentText(event.at),
            action: actionText(event.action),
            outcome: pages.catalog.text("audit-outcomes", event.outcome),
            tone: isGood ? "good" : "bad",
            target: event.target,
            initiator: event.initiator,
            network: event.network,
            details: event.details
        )
    }
}
