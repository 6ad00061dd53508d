package import Accounts
import Storage

/// Answers "the mail never came": everything that is known of somebody's recoveries, newest first.
///
/// It only reads.
package struct Timeline: Sendable {
    /// Whom a search found.
    package enum Subject: Sendable {
        case user(User, mayDo: [Permission])
        /// Users of that name in several stores, or of that address.
        case several([User])
        case nobody
    }

    package struct Finding: Sendable {
        package var subject: Subject
        package var entries: [TimelineEntry]
        /// The request that was searched for by its id.
        package var requestID: String?
    }

    private static let requests = 40
    private static let events = 80
    /// What requests tell themselves, and what has nothing to do with recovery.
    private static let leftOut: [AuditEvent.Action] = [.recoveryResolved, .codeReissued, .signedIn]

    private let recovery: PasswordRecovery

    package init(recovery: PasswordRecovery) {
        self.recovery = recovery
    }

    /// What is known of a user name, an address, or a request's id.
    package func find(_ typed: String, at tenant: Tenant) async throws -> Finding {
        try await recovery.database.read { [recovery] db in
            if let record = try RecoveryRecord.find(typed, tenantID: tenant.id, in: db) {
                guard let id = record.userID, let user = try User.find(id: id, in: db) else {
                    let alike = try record.identifierDigest.map {
                        try RecoveryRecord.newest(Self.requests, naming: $0, in: db)
                    }
                    let entries = try Self.entries(of: alike ?? [record], in: db)
                    return Finding(subject: .nobody, entries: Self.newestFirst(entries), requestID: record.id)
                }
                return try Self.finding(user, requestID: record.id, in: db)
            }
            let ask = RecoveryAsk(
                kind: .start,
                identifier: typed,
                realm: nil,
                acceptsAddress: true,
                callback: nil,
                properties: [:]
            )
            let users = try recovery.candidates(for: ask, at: tenant, in: db)
            if users.count == 1 { return try Self.finding(users[0], requestID: nil, in: db) }
            let digest = recovery.digest(of: typed, at: tenant)
            let entries = try Self.entries(of: RecoveryRecord.newest(Self.requests, naming: digest, in: db), in: db)
            return Finding(subject: users.isEmpty ? .nobody : .several(users), entries: Self.newestFirst(entries))
        }
    }

    private static func finding(_ user: User, requestID: String?, in db: any Connection) throws -> Finding {
        let records = try RecoveryRecord.newest(requests, of: user.id, in: db)
        let audited = try AuditEvent.newest(events, of: user.id, leavingOut: leftOut, in: db)
            .reversed().map { TimelineEntry(at: $0.at, event: .recorded($0)) }
        return Finding(
            subject: .user(user, mayDo: try user.permissions(in: db)),
            entries: newestFirst(try entries(of: records, in: db) + audited),
            requestID: requestID
        )
    }

    /// What happened to requests and their mails, in no order but that of what happened at one moment.
    private static func entries(of records: [RecoveryRecord], in db: any Connection) throws -> [TimelineEntry] {
        var entries: [TimelineEntry] = []
        for record in records {
            entries.append(
                TimelineEntry(
                    at: record.accepted,
                    event: .asked(record.kind, by: record.initiator, network: record.network),
                    requestID: record.id
                )
            )
            guard let outcome = record.outcome, let resolved = record.resolved else {
                entries.append(TimelineEntry(at: record.accepted, event: .waiting, requestID: record.id))
                continue
            }
            // That a mail is queued, the mail tells itself.
            if outcome != .queued {
                entries.append(TimelineEntry(at: resolved, event: .resolved(outcome), requestID: record.id))
            }
        }
        for mail in try Outbox.entries(ofRequests: records.map(\.id), in: db) {
            entries.append(TimelineEntry(at: mail.created, event: .queued, requestID: mail.requestID))
            let reply = mail.lastReply ?? ""
            let finished = mail.finished ?? mail.created
            switch mail.state {
            case "sent":
                let event = TimelineEntry.Event.sent(reply: reply, times: mail.attempts)
                entries.append(TimelineEntry(at: finished, event: event, requestID: mail.requestID))
            case "dead":
                let event = TimelineEntry.Event.dead(reply: reply, times: mail.attempts)
                entries.append(TimelineEntry(at: finished, event: event, requestID: mail.requestID))
            case "leased":
                let event = TimelineEntry.Event.beingSent(times: mail.attempts)
                entries.append(TimelineEntry(at: mail.created, event: event, requestID: mail.requestID))
            default:
                guard mail.attempts > 0 else { continue }
                let event = TimelineEntry.Event.tried(times: mail.attempts, reply: reply, next: mail.runAt)
                entries.append(TimelineEntry(at: mail.created, event: event, requestID: mail.requestID))
            }
        }
        return entries
    }

    /// Of the same moment, what was told later is later.
    private static func newestFirst(_ entries: [TimelineEntry]) -> [TimelineEntry] {
        entries.enumerated().sorted { ($0.element.at, $0.offset) > ($1.element.at, $1.offset) }.map(\.element)
    }
}
