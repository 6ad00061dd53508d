import Dispatch

/// Holds whoever comes until it is opened: a test's way to say in which order things happen.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func open() {
        semaphore.signal()
    }

    /// Waits inside a bracket's closure, which has a thread of its own to block.
    func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    /// Waits in a task, which may not block.
    func pass() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.wait()
                continuation.resume()
            }
        }
    }
}

/// Waits until something has come about that can only be looked at, not waited for.
func until(_ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(1)) }
}
