import Foundation

/// First come, first served: the bounded line in which closures wait for a thread that has a connection.
///
/// It owns the hand-over between tasks, which must never block, and threads, which may. It must not know what the
/// closures do.
final class WaitingLine: @unchecked Sendable {
    // Unchecked, because the compiler cannot see that `condition` guards the three variables.
    private let condition = NSCondition()
    private var waiters: [Waiter] = []
    private var idleThreads = 0
    private var isClosed = false
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// How many wait and have not been taken yet.
    var count: Int {
        condition.withLock { waiters.count }
    }

    /// Waits for a thread to run the closure.
    ///
    /// A cancelled task does not join the line. One that has joined stays: its turn comes within moments, and only
    /// the outcome of the run tells whether anything was written.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try Task.checkCancellation()
        return try await withUnsafeThrowingContinuation { continuation in
            let waiter = Waiter(body, continuation)
            do {
                try append(waiter)
            } catch {
                waiter.fail(error)
            }
        }
    }

    private func append(_ waiter: Waiter) throws {
        try condition.withLock {
            guard !isClosed else { throw StorageFailure(.unavailable, "the database is closed") }
            guard waiters.count < capacity else {
                throw StorageFailure(.busy, "\(capacity) closures already wait for the database")
            }
            waiters.append(waiter)
            // Waking a thread costs a system call; one that works looks into the line by itself.
            if idleThreads > 0 { condition.signal() }
        }
    }

    /// Takes those who have waited longest, blocking the thread while nobody waits.
    ///
    /// Nothing is returned only when the line is closed and empty.
    func take(upTo limit: Int) -> [Waiter] {
        condition.withLock {
            while waiters.isEmpty, !isClosed {
                idleThreads += 1
                condition.wait()
                idleThreads -= 1
            }
            guard waiters.count > limit else {
                defer { waiters.removeAll(keepingCapacity: true) }
                return waiters
            }
            defer { waiters.removeFirst(limit) }
            return Array(waiters.prefix(limit))
        }
    }

    /// Turns newcomers away; those who wait are still served.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }
}
