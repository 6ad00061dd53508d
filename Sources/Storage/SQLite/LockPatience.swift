import Glibc
import Synchronization

/// How long one connection goes on asking for a lock that another process holds: SQLite's busy handler.
///
/// It asks again every millisecond or two. SQLite's own handler waits ever longer, up to a tenth of a second, and can
/// miss every gap that a busy server leaves between two groups; a command at the prompt would then be turned away.
final class LockPatience: Sendable {
    private let limit: Duration
    private let start = Mutex(ContinuousClock.now)

    init(_ limit: Duration) {
        self.limit = limit
    }

    /// Waits a little, and says whether to ask again.
    ///
    /// `tries` is 0 at the first refusal.
    @Sendable
    func mayWait(tries: Int) -> Bool {
        let now = ContinuousClock.now
        let waited = start.withLock { start in
            if tries == 0 { start = now }
            return now - start
        }
        guard waited < limit else { return false }
        usleep(.random(in: 1000..<2000))
        return true
    }
}
