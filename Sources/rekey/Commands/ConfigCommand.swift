import Accounts
import ArgumentParser
import Settings

/// `rekey config check|show`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the configuration, and show what holds and why.",
        subcommands: [Check.self, Show.self]
    )

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what a start would say, without starting.")

        @OptionGroup var installation: InstallationOptions

        func run() throws {
            let settings = try installation.settings()
            do {
                _ = try NotificationTemplates.builtIn(overriddenBy: settings.email.templateFolder)
            } catch {
                Terminal.complain((error as? Failure)?.cause ?? "\(error)")
                throw ExitCode(ExitStatus.configuration)
            }
            for notice in settings.notices { Terminal.say(notice.description) }
            Terminal.say("\(installation.config ?? InstallationOptions.defaultFile) is good.")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every value that holds and where it came from, secrets masked."
        )

        @OptionGroup var installation: InstallationOptions

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        private struct Line: Encodable {
            var key: String
            var value: String?
            var origin: String
        }

        func run() throws {
            let settings = try installation.settings()
            let lines = settings.effective.map {
                Line(key: $0.key, value: $0.value, origin: $0.origin.description)
            }
            if json {
                try Terminal.sayJSON(lines)
            } else {
                Terminal.sayTable(["KEY", "VALUE", "FROM"], lines.map { [$0.key, $0.value ?? "-", $0.origin] })
            }
        }
    }
}
