import ServiceLifecycle

/// The first to stop: it says that the node is not ready any more, and gives whoever sends requests here the time to
/// find out while they are still answered.
package struct Drain: Service {
    private let readiness: Readiness
    private let delay: Duration

    package init(_ readiness: Readiness, delay: Duration) {
        self.readiness = readiness
        self.delay = delay
    }

    package func run() async throws {
        try await gracefulShutdown()
        readiness.drain()
        try await Task.sleep(for: delay)
    }
}

extension Drain: CustomStringConvertible {
    package var description: String { "drain" }
}
