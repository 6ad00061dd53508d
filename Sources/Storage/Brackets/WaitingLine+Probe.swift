import Dispatch
import Synchronization

extension WaitingLine {
    /// Whether a query is answered within `bound`, its place in the line included.
    ///
    /// The answer does not wait for a thread that hangs.
    func answersProbe(within bound: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let probe = Probe(continuation)
            DispatchQueue.global().asyncAfter(deadline: .now() + bound.seconds) { probe.end(false) }
            join(
                Waiter(
                    kind: .read,
                    run: { connection in
                        _ = try connection.row("SELECT 1 AS one")
                        return { probe.end(true) }
                    },
                    fail: { _ in probe.end(false) }
                )
            )
        }
    }
}

/// A caller who is answered once, by whoever is first.
private final class Probe: Sendable {
    private let continuation: Mutex<CheckedContinuation<Bool, Never>?>

    init(_ continuation: CheckedContinuation<Bool, Never>) {
        self.continuation = Mutex(continuation)
    }

    func end(_ isReachable: Bool) {
        let continuation = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        continuation?.resume(returning: isReachable)
    }
}
