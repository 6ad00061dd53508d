import Accounts
import HTTPTypes
import Hummingbird
import Recovery

/// `/carbon/timeline?q=`: "the mail never came".
///
/// What happened to somebody's recoveries, and what would stop one that was asked for now.
struct ConsoleTimelinePage: Page {
    static let name = "console-timeline"

    struct Line {
        var when: MomentText?
        var title: String
        var detail: String?
        /// `good`, `bad` or nothing.
        var tone: String
        var requestID: String?
        var isMarked: Bool
    }

    struct Choice {
        var name: String
        var url: String
    }

    /// What stops a recovery, and what is to be done about it.
    struct Answer {
        var heading: String
        var explanation: String
        var tone: String
    }

    struct SendForm {
        var action: String
        var question: String
    }

    struct Found {
        var name: String
        var isUser: Bool
        var userURL: String?
        var answer: Answer?
        var choices: [Choice]
        var send: SendForm?
        var lines: [Line]
    }

    var frame: ConsoleFrame
    var notice: String?
    var action: String
    var query: Field
    var found: Found?
}

extension Console {
    func showTimeline(_ request: Request, context: RequestState) async throws -> Response {
        let query = try FormBody(query: request)
        let typed = query.text("q")?.trimmed
        let sent = query["sent"].flatMap(RecoveryRequest.Outcome.init(rawValue:))
        let problem = sent.flatMap { $0 == .queued ? nil : pages.catalog.text("outcomes", $0.rawValue) }
        var found: ConsoleTimelinePage.Found?
        if let typed { found = try await self.found(typed, context) }
        let page = ConsoleTimelinePage(
            frame: try frame(.timeline, context),
            notice: sent == .queued ? pages.catalog.text(ConsoleTimelinePage.name, "link-sent") : nil,
            action: context.url(ConsolePlace.timeline.path),
            query: Field(value: typed ?? ""),
            found: found
        )
        return try respond(
            page,
            request,
            context,
            problems: problem.map {
                [Problem(text: pages.catalog.text(ConsoleTimelinePage.name, "link-not-sent", ["reason": $0]))]
            } ?? []
        )
    }

    /// `/carbon/users/{id}/link`: mails a reset link.
    func sendLink(_ request: Request, context: RequestState) async throws -> Response {
        let form = try await FormBody(request)
        try forms.check(form, of: request)
        let outcome = try await recovery.sendLink(
            to: context.parameters.get("id") ?? "",
            at: context.tenant,
            by: acting(context),
            client: context.client
        )
        let question = (form["q"] ?? "").urlEncoded
        return .seeOther(context.url("\(ConsolePlace.timeline.path)?sent=\(outcome.rawValue)&q=\(question)"))
    }

    private func found(_ typed: String, _ context: RequestState) async throws -> ConsoleTimelinePage.Found {
        let finding = try await timeline.find(typed, at: context.tenant)
        var found = ConsoleTimelinePage.Found(
            name: typed,
            isUser: false,
            choices: [],
            lines: finding.entries.map { line($0, marked: finding.requestID) }
        )
        switch finding.subject {
        case .nobody:
            // A request's id is no name that could be looked into.
            if finding.requestID == nil { found.answer = answer(try await recovery.check(typed, at: context.tenant)) }
        case .several(let users):
            found.answer = answer(try await recovery.check(typed, at: context.tenant))
            found.choices = users.map {
                .init(name: "\($0.store)/\($0.username)", url: timelineURL(of: $0, context))
            }
        case .user(let user, let permissions):
            let name = qualifiedName(of: user, context)
            found.name = "\(user.store)/\(user.username)"
            found.isUser = true
            found.userURL = context.url("\(ConsolePlace.users.path)/\(user.id)")
            found.answer = answer(try await recovery.check(name, at: context.tenant))
            let acting = try acting(context)
            if acting.may(.consoleHelp), acting.isAbove(permissions) {
                found.send = .init(action: context.url("/carbon/users/\(user.id)/link"), question: name)
            }
        }
        return found
    }

    func timelineURL(of user: User, _ context: RequestState) -> String {
        context.url("\(ConsolePlace.timeline.path)?q=\(qualifiedName(of: user, context).urlEncoded)")
    }

    /// Names this user and no other, whatever the name looks like.
    func qualifiedName(of user: User, _ context: RequestState) -> String {
        QualifiedUsername(store: user.store, username: user.username, tenantDomain: context.tenant.domain).text
    }

    private func answer(_ check: PasswordRecovery.Check) -> ConsoleTimelinePage.Answer {
        var parameters: [String: String] = ["address": check.maskedAddress ?? ""]
        let key: String
        switch check.obstacle {
        case nil: key = "none"
        case .switchedOff: key = "switched-off"
        case .accountLimited(let wait):
            key = "account-limited"
            parameters["duration"] = pages.catalog.duration(seconds: wait.secondsRoundedUp)
        case .stopped(let outcome): key = outcome.rawValue
        }
        return .init(
            heading: pages.catalog.text("obstacles", key + "-title", parameters),
            explanation: pages.catalog.text("obstacles", key + "-text", parameters),
            tone: check.obstacle == nil ? "good" : "bad"
        )
    }
}
