import Dispatch
import Glibc
import Logging
import ServiceLifecycle
import Settings
import UnixSignals

/// Runs services until SIGTERM or SIGINT, and lets them finish what they have in hand, as long as the settings allow.
func run(_ services: [any Service], _ settings: Settings, _ logger: Logger) async throws {
    let limit = Duration.microseconds(settings.drain.delay + settings.drain.timeout)
    var configuration = ServiceGroupConfiguration(
        services: services + [LastCall(limit: limit, logger: logger)],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger
    )
    configuration.maximumGracefulShutdownDuration = limit
    try await ServiceGroup(configuration: configuration).run()
}

/// Ends the process where its services do not: one that waits for a mail server in a call into C hears of no
/// cancellation.
///
/// What it leaves behind is what a kill would leave.
private struct LastCall: Service {
    /// For services that hear of a cancellation to put things back.
    private static let grace = Duration.seconds(1)

    let limit: Duration
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        let end = limit + Self.grace
        let nanoseconds = end.components.seconds * 1_000_000_000 + end.components.attoseconds / 1_000_000_000
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(nanoseconds))) {
            logger.error("what was under way took too long and was broken off")
            _exit(ExitStatus.unavailable)
        }
    }
}
