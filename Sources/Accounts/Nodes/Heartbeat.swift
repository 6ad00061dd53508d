import Synchronization

/// Shows that a service goes round still: each round beats once.
package final class Heartbeat: Sendable {
    private let last = Mutex<ContinuousClock.Instant?>(nil)
    private let patience: Duration

    /// `patience`: how long a round may take.
    package init(patience: Duration = .seconds(60)) {
        self.patience = patience
    }

    /// False before the first beat, and once it has stopped.
    package var isBeating: Bool {
        last.withLock { $0 }.map { ContinuousClock.now - $0 <= patience } ?? false
    }

    package func beat() {
        last.withLock { $0 = .now }
    }

    package func stop() {
        last.withLock { $0 = nil }
    }
}
