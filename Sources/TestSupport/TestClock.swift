package import Accounts
import Cryptography
import Synchronization

/// Time that a test owns: it stands still until the test moves it.
package final class TestClock: Sendable {
    private let time: Mutex<Instant>

    /// 2026-01-01T00:00:00Z unless told otherwise.
    package init(at start: Instant = Instant(microseconds: 1_767_225_600_000_000)) {
        time = Mutex(start)
    }

    package var now: Instant { time.withLock { $0 } }

    package func advance(by span: Span) {
        time.withLock { $0 = $0 + span }
    }

    /// The test's time and the system's chance.
    package var surroundings: Surroundings {
        Surroundings(now: { self.now })
    }
}
