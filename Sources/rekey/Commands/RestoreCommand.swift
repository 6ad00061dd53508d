import Accounts
import ArgumentParser
import FoundationEssentials
import Glibc
import Recovery
import Storage

/// `rekey restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup into the database: all of it, or nothing.",
        discussion: """
            Example: rekey restore --from /var/backups/rekey/today.rekey

            The file is read from end to end before anything is written. Codes that were out and sessions end, and mails \
            that waited are not sent: they may have been used or sent since. Stop every server first.
            """
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var target: PlaceOptions

    @Option(name: .long, help: ArgumentHelp("The backup.", valueName: "file"), completion: .file())
    var from: String

    @Flag(name: .long, help: "Only say whether the file is whole, and what is in it.")
    var check = false

    @Flag(name: .long, help: "Replace what is in the database; without it the database has to be empty.")
    var replace = false

    @Flag(name: .long, help: "Do not ask before replacing.")
    var yes = false

    @Flag(name: .long, help: "Send the mails that waited, maybe for the second time. The links in them are dead.")
    var resendMail = false

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        let bar = ProgressBar()
        defer { bar.end() }
        try await withExitCodes {
            let restore = Restore(from: from, migrations: schemaHistory) {
                bar.show("restoring", $0.rows, of: $0.totalRows)
            }
            let summary = try restore.verify()
            if check {
                try tell(summary, nil)
                return
            }
            let place = try target.place(of: installation)
            if let file = place.file { try makeFolder(of: file) }
            try confirm(place)
            let mark = try takeAlone(place, orRefuse: "Stop it first.")
            try await withDatabase(place, isThere: false) { database in
                let ended = try await run(restore, summary, into: database)
                bar.end()
                try tell(summary, ended)
            }
            withExtendedLifetime(mark) {}
        }
    }

    private func run(
        _ restore: Restore,
        _ summary: BackupSummary,
        into database: any Database
    ) async throws -> Restoration {
        let now = Surroundings.machine.now()
        let day = Instant(microseconds: summary.header.madeAt)
        return try await restore.run(summary, into: database, replacing: replace, at: now.microseconds) {
            [resendMail, audit = AuditTrail(surroundings: .machine)] db in
            try Restoration.settle(
                backupOf: day,
                resendingMail: resendMail,
                at: now,
                audit: audit,
                initiator: UserCommand.initiator,
                in: db
            )
        }
    }

    private func makeFolder(of file: String) throws {
        guard let slash = file.lastIndex(of: "/"), slash > file.startIndex else { return }
        try DataFolder(path: String(file[..<slash])).make()
    }

    private func confirm(_ place: DatabasePlace) throws {
        guard replace, !yes else { return }
        guard isatty(STDIN_FILENO) == 1 else { throw CommandRefusal("Give --yes to replace \(place.description).") }
        Terminal.hint("Everything in \(place.description) will be gone. Type yes to go on: ")
        guard readLine() == "yes" else { throw CommandRefusal("Nothing was changed.") }
    }

    private struct Line: Encodable {
        var backup: BackupLine
        var restored: Bool
        var codesRevoked: Int?
        var requestsWithdrawn: Int?
        var sessionsEnded: Int?
        var mailsWithdrawn: Int?
        var mailsQueued: Int?
    }

    /// `ended`: nil where nothing was restored.
    private func tell(_ summary: BackupSummary, _ ended: Restoration?) throws {
        if json {
            try Terminal.sayJSON(
                Line(
                    backup: BackupLine(summary, file: from),
                    restored: ended != nil,
                    codesRevoked: ended?.revokedFlows,
                    requestsWithdrawn: ended?.withdrawnRequests,
                    sessionsEnded: ended?.endedSessions,
                    mailsWithdrawn: ended?.withdrawnMails,
                    mailsQueued: ended?.queuedMails
                )
            )
            return
        }
        let made = Instant(microseconds: summary.header.madeAt).iso8601
        guard let ended else {
            Terminal.sayTable(["TABLE", "ROWS", "SHA-256"], summary.tables.map { [$0.name, "\($0.rows)", $0.digest] })
            Terminal.say("\(from) is whole: \(summary.rows) rows of \(made), SHA-256 \(summary.digest).")
            return
        }
        Terminal.say(
            """
            \(summary.rows) rows of \(made) are restored.
            Ended: \(ended.revokedFlows) codes, \(ended.withdrawnRequests) waiting requests, \(ended.endedSessions) \
            sessions, \(ended.withdrawnMails) mails. Queued again: \(ended.queuedMails) mails.
            The master key is not in a backup: the server needs the one of that day.
            """
        )
    }
}
