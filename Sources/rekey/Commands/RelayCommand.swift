import Accounts
import ArgumentParser
import Logging
import Settings

/// `rekey relay`.
struct RelayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Deliver mail and serve nobody, beside servers that do not deliver.",
        discussion: "The servers are told with [rekey.mail] relay = false, or rekey serve --no-relay."
    )

    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await withAssembly(installation, for: .relay) { assembly in
            let settings = assembly.settings
            let mark = try assembly.takePart()
            defer { withExtendedLifetime(mark) {} }
            guard settings.email.delivery == .smtp else {
                throw CommandRefusal("In demo mode rekey serve delivers by itself.")
            }
            for notice in settings.notices { assembly.logger.notice("\(notice)") }
            let services = try assembly.relayServices()
            Terminal.say("delivering to \(settings.email.hostname):\(settings.email.port)")
            try await rekey.run(services, settings, assembly.logger)
        }
    }
}
