import Foundation

/// First come, first served: the bounded line in which closures wait for a thread that has a connection.
///
/// It owns the hand-over between tasks, which must never block, and threads, which may. It must not know what the
/// closures do.
final class WaitingLine: @unchecked Sendable {
    // Unchecked, because the compiler cannot see that `condition` guards the variables.
    private let condition = NSCondition()
    private var waiters: [Waiter] = []
    private var idleThreads = 0
    private var isClosed = false
    private var isWatched = false
    private let capacity: Int
    private let patience: Duration?
    private let impatience: @Sendable () -> StorageFailure

    /// `patience`: how long a closure waits here before it fails with what `impatience` says; nil for as long as it
    /// takes.
    init(
        capacity: Int,
        patience: Duration? = nil,
        impatience: @escaping @Sendable () -> StorageFailure = { StorageFailure(.busy, "waited too long") }
    ) {
        self.capacity = capacity
        self.patience = patience
        self.impatience = impatience
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
        _ body: @escaping @Sendable (any Connection) throws -> Result,
        as kind: Waiter.Kind = .write
    ) async throws -> Result {
        try Task.checkCancellation()
        return try await withUnsafeThrowingContinuation { continuation in
            join(Waiter(body, as: kind, continuation))
        }
    }

    /// Puts a waiter at the end of the line, or fails it where there is no place.
    func join(_ waiter: Waiter) {
        do {
            try append(waiter)
        } catch {
            waiter.fail(error)
        }
    }

    private func append(_ waiter: Waiter) throws {
        try condition.withLock {
            guard !isClosed else { throw StorageFailure(.unavailable, "the database is closed") }
            guard waiters.count < capacity else {
                throw StorageFailure(.busy, "\(capacity) closures already wait for the database")
            }
            var waiter = waiter
            if let patience {
                waiter.deadline = .now + patience
                if !isWatched { watch(after: patience) }
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

    /// Looks after those who have waited too long, once somebody can have.
    ///
    /// All have the same patience, so whoever is first in the line is first to lose it, and one timer at a time
    /// suffices.
    private func watch(after delay: Duration) {
        isWatched = true
        DispatchQueue.global().asyncAfter(deadline: .now() + delay.seconds) { [weak self] in self?.dismissLate() }
    }

    private func dismissLate() {
        let late = condition.withLock { () -> ArraySlice<Waiter> in
            let now = ContinuousClock.now
            let late = waiters.prefix { $0.deadline.map { $0 <= now } ?? false }
            waiters.removeFirst(late.count)
            if let next = waiters.first?.deadline {
                watch(after: next - now)
            } else {
                isWatched = false
            }
            return late
        }
        for waiter in late { waiter.fail(impatience()) }
    }
}

extension Duration {
    /// As C and Dispatch count time.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }

    var milliseconds: Int { Int(seconds * 1000) }
}
