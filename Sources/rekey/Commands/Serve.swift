import Accounts
import ArgumentParser
import Logging
import ServiceLifecycle
import Settings
import UnixSignals
import Web

/// `rekey serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server.")

    @OptionGroup var installation: InstallationOptions

    @Option(name: .long, help: ArgumentHelp("The port of HTTPS (default 9443).", valueName: "n"))
    var httpsPort: Int?

    @Option(name: .long, help: ArgumentHelp("The port of HTTP (default 9763).", valueName: "n"))
    var httpPort: Int?

    @Flag(
        name: .long,
        help: "Try it out: example accounts and a built-in mailbox, on this machine's own addresses only."
    )
    var demo = false

    func run() async throws {
        try await withAssembly(installation, flags: flags) { assembly in
            let settings = assembly.settings
            guard let mark = try ServingMark(.server, on: settings.database.file) else {
                throw CommandRefusal("A command has \(settings.database.file) for itself; start when it is done.")
            }
            defer { withExtendedLifetime(mark) {} }
            for notice in settings.notices { assembly.logger.notice("\(notice)") }
            try await assembly.prepare()
            let services = try assembly.services {
                if settings.mode == .demo { Banner(demo: Demo(publicURL: settings.server.publicURL)).show() }
                Terminal.say("listening on \(settings.server.publicURL)")
            }
            let group = ServiceGroup(
                configuration: .init(
                    services: services,
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: assembly.logger
                )
            )
            do {
                try await group.run()
            } catch {
                let server = settings.server
                Terminal.complain(
                    "The server on \(server.listenAddress), ports \(server.httpsPort) and \(server.httpPort), stopped: \(error)"
                )
                throw ExitCode(ExitStatus.unavailable)
            }
        }
    }

    private var flags: [(key: String, value: String)] {
        var flags: [(key: String, value: String)] = []
        if let httpsPort { flags.append(("rekey.server.https_port", String(httpsPort))) }
        if let httpPort { flags.append(("rekey.server.http_port", String(httpPort))) }
        if demo { flags.append(("rekey.mode", "demo")) }
        return flags
    }
}

/// What demo mode prints when it answers.
private struct Banner {
    let demo: Demo

    func show() {
        let commands = demo.commands
        Terminal.say(
            """

            Rekey \(Version.text), demo mode: this machine only, mail stays in the mailbox.

              Reset a password   \(demo.publicURL)/forgot-password   (user \(demo.user.username), \
            password \(demo.user.password))
              Read the mail      \(demo.publicURL)/mailbox
              Sign in            \(demo.publicURL)/myaccount
              API reference      \(demo.publicURL)/docs              (\(demo.administrator.username)/\
            \(demo.administrator.password))

            The certificate is self-signed, so the browser asks once. Or over the API:

            # ask for the mail
            \(commands[0])

            # set the password with the key from the mail
            \(commands[1])

            # send the mail again
            \(commands[2])

            """
        )
    }
}
