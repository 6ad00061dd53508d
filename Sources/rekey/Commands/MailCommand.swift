import Accounts
import ArgumentParser
import Mail
import Storage

/// `rekey mail test` and `rekey mail queue list|retry|drop`.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Test delivery, and see and mend the queue.",
        subcommands: [Test.self, Queue.self]
    )

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a test message now and show the conversation with the mail server."
        )

        @OptionGroup var installation: InstallationOptions

        @Option(name: .long, help: ArgumentHelp("Where to.", valueName: "address"))
        var to: String

        func run() async throws {
            try await withAssembly(installation) { assembly in
                let recipient: MailAddress
                do {
                    recipient = try MailAddress(to)
                } catch {
                    throw CommandRefusal("\(to) is not an email address.")
                }
                let probe = try await assembly.probeMail(to: recipient)
                for line in probe.transcript { Terminal.say(line) }
                guard case .accepted = probe.outcome else {
                    Terminal.complain("The message was not accepted.")
                    throw ExitCode(ExitStatus.unavailable)
                }
                Terminal.say("The mail server took the message.")
            }
        }
    }

    struct Queue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Messages that wait or could not be delivered.",
            subcommands: [List.self, Retry.self, Drop.self]
        )
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the queue.")

        @OptionGroup var installation: InstallationOptions

        @Option(name: .long, help: ArgumentHelp("Only queued, leased, sent or dead ones.", valueName: "state"))
        var state: String?

        @Option(name: .long, help: ArgumentHelp("At most so many.", valueName: "n"))
        var limit = 100

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        private struct Line: Encodable {
            var id: String
            var template: String
            var state: String
            var attempts: Int
            var created: String
            var next: String
            var expires: String
            var reply: String?
        }

        func run() async throws {
            try await withAssembly(installation) { assembly in
                let lines = try await assembly.database.read { [outbox = assembly.outbox, state, limit] db in
                    try outbox.entries(state: state, limit: limit, in: db)
                }.map {
                    Line(
                        id: $0.id,
                        template: $0.template,
                        state: $0.state,
                        attempts: $0.attempts,
                        created: $0.created.iso8601,
                        next: $0.runAt.iso8601,
                        expires: $0.expires.iso8601,
                        reply: $0.lastReply
                    )
                }
                if json {
                    try Terminal.sayJSON(lines)
                } else {
                    Terminal.sayTable(
                        ["ID", "TEMPLATE", "STATE", "TRIES", "NEXT", "REPLY"],
                        lines.map { [$0.id, $0.template, $0.state, String($0.attempts), $0.next, $0.reply ?? ""] }
                    )
                }
            }
        }
    }

    struct Which: ParsableArguments {
        @Argument(help: ArgumentHelp("The message's id.", valueName: "id"))
        var id: String?

        @Flag(name: .long, help: "All that wait or are dead.")
        var all = false

        func validate() throws {
            guard (id != nil) != all else { throw ValidationError("Give an id, or --all.") }
        }

        func confirm(_ count: Int, _ what: String) throws {
            if let id, count == 0 { throw CommandRefusal("There is no message \(id) that could be \(what).") }
            Terminal.say("\(count) \(what).")
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try dead letters again, and waiting ones now. What has expired stays dead."
        )

        @OptionGroup var installation: InstallationOptions
        @OptionGroup var which: Which

        func run() async throws {
            try await withAssembly(installation) { assembly in
                let now = assembly.surroundings.now()
                let count = try await assembly.database.write { [outbox = assembly.outbox, id = which.id] db in
                    try outbox.retry(id: id, at: now, in: db)
                }
                assembly.outbox.announce()
                try which.confirm(count, "queued")
            }
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give messages up for good and wipe them.")

        @OptionGroup var installation: InstallationOptions
        @OptionGroup var which: Which

        func run() async throws {
            try await withAssembly(installation) { assembly in
                let now = assembly.surroundings.now()
                let count = try await assembly.database.write { [outbox = assembly.outbox, id = which.id] db in
                    try outbox.drop(id: id, at: now, in: db)
                }
                try which.confirm(count, "dropped")
            }
        }
    }
}
