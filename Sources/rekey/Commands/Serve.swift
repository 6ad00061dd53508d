import Accounts
import ArgumentParser
import Logging
import ServiceLifecycle
import Settings
import Storage
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

    @Flag(name: .long, help: "Deliver no mail: other nodes do, or rekey relay.")
    var noRelay = false

    func run() async throws {
        try await withAssembly(installation, for: .serve, flags: flags, onNewerSchema: stayOutOfService) { assembly in
            let settings = assembly.settings
            let mark = try assembly.takePart()
            defer { withExtendedLifetime(mark) {} }
            for notice in settings.notices { assembly.logger.notice("\(notice)") }
            try await assembly.prepare()
            let services = try assembly.services {
                if settings.mode == .demo { Banner(demo: Demo(publicURL: settings.server.publicURL)).show() }
                Terminal.say("listening on \(settings.server.publicURL)")
            }
            try await serve(services, settings, assembly.logger)
        }
    }

    /// Answers that it is not ready, so that who looks after a roll-back sees why this node does nothing.
    private func stayOutOfService(_ settings: Settings, because failure: StorageFailure) async throws {
        let logger = Logger(settings.log)
        logger.error("out of service", metadata: ["cause": "\(failure.message)"])
        let services = try Assembly.outOfService(settings, logger) {
            Terminal.say("listening on \(settings.server.publicURL), out of service")
        }
        try await serve(services, settings, logger)
    }

    private func serve(_ services: [any Service], _ settings: Settings, _ logger: Logger) async throws {
        do {
            try await rekey.run(services, settings, logger)
        } catch {
            let server = settings.server
            Terminal.complain(
                "The server on \(server.listenAddress), ports \(server.httpsPort) and \(server.httpPort), stopped: \(error)"
            )
            throw ExitCode(ExitStatus.unavailable)
        }
    }

    private var flags: [(key: String, value: String)] {
        var flags: [(key: String, value: String)] = []
        if let httpsPort { flags.append(("rekey.server.https_port", String(httpsPort))) }
        if let httpPort { flags.append(("rekey.server.http_port", String(httpPort))) }
        if noRelay { flags.append(("rekey.mail.relay", "false")) }
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
