import Accounts
import Recovery

/// What happened, in words.
extension Console {
    func line(_ entry: TimelineEntry, marked requestID: String?) -> ConsoleTimelinePage.Line {
        let (title, detail, tone) = words(for: entry.event)
        return .init(
            when: MomentText(entry.at),
            title: title,
            detail: detail,
            tone: tone,
            requestID: entry.requestID,
            isMarked: requestID != nil && entry.requestID == requestID
        )
    }

    private func words(for event: TimelineEntry.Event) -> (title: String, detail: String?, tone: String) {
        let word = { [pages] (key: String, parameters: [String: String]) in
            pages.catalog.text("timeline", key, parameters)
        }
        switch event {
        case .asked(let kind, let initiator, let network):
            let detail = word("asked-detail", ["initiator": initiator, "network": network])
            return (word(kind == .start ? "asked" : "asked-again", [:]), detail, "")
        case .waiting:
            return (word("waiting", [:]), nil, "")
        case .resolved(let outcome):
            return (pages.catalog.text("outcomes", outcome.rawValue), nil, outcome == .handedOver ? "" : "bad")
        case .queued:
            return (word("queued", [:]), nil, "")
        case .tried(let times, let reply, let next):
            let detail = word("tried-detail", ["times": String(times), "reply": reply, "next": next.inWords])
            return (word("tried", [:]), detail, "bad")
        case .beingSent(let times):
            return (word("being-sent", [:]), word("attempt", ["times": String(times)]), "")
        case .sent(let reply, let times):
            return (word("sent", [:]), word("reply", ["times": String(times), "reply": reply]), "good")
        case .dead(let reply, let times):
            return (word("dead", [:]), word("reply", ["times": String(times), "reply": reply]), "bad")
        case .recorded(let event):
            return words(for: event)
        }
    }

    private func words(for event: AuditEvent) -> (title: String, detail: String?, tone: String) {
        let isRefused = event.outcome != AuditEvent.Outcome.succeeded.rawValue
        var detail = pages.catalog.text("timeline", "by", ["initiator": event.initiator])
        if let network = event.network {
            detail = pages.catalog.text(
                "timeline",
                "asked-detail",
                ["initiator": event.initiator, "network": network]
            )
        }
        if isRefused, let reason = event.details.map({ String($0.prefix { $0 != "(" }) }) {
            let known = pages.catalog.section("refusals")[reason]
            detail = [known ?? reason, detail].joined(separator: " ")
        }
        let isReset = event.action == AuditEvent.Action.passwordReset.rawValue
        return (actionText(event.action), detail, isRefused ? "bad" : isReset ? "good" : "")
    }

    /// What an action is called; one of a later release by its name.
    func actionText(_ action: String) -> String {
        pages.catalog.section("actions")[action] ?? action
    }
}
