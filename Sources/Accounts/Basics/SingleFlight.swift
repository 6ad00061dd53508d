import Synchronization

/// Lets callers that want the same at the same time share one making of it.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Value?, any Error>

    /// Those who wait for what is being made.
    private let waiters = Mutex<[Key: [Waiter]]>([:])

    /// The first caller makes the value, the others wait for it; an error is shared as well.
    func value(for key: Key, make: () async throws -> Value) async throws -> Value {
        if let shared = try await join(key) { return shared }
        do {
            let value = try await make()
            for waiter in leave(key) { waiter.resume(returning: value) }
            return value
        } catch {
            for waiter in leave(key) { waiter.resume(throwing: error) }
            throw error
        }
    }

    /// Waits for the value that somebody makes; nil where nobody does and the caller has to.
    private func join(_ key: Key) async throws -> Value? {
        try await withCheckedThrowingContinuation { continuation in
            let isFirst = waiters.withLock { waiters in
                guard waiters[key] == nil else {
                    waiters[key]?.append(continuation)
                    return false
                }
                waiters[key] = []
                return true
            }
            if isFirst { continuation.resume(returning: nil) }
        }
    }

    private func leave(_ key: Key) -> [Waiter] {
        waiters.withLock { $0.removeValue(forKey: key) ?? [] }
    }
}
