import Dispatch
import Synchronization
import Testing

@testable import Accounts

@Suite("Hashing threads")
struct HashingThreadsTests {
    /// What the threads did, as the test saw it.
    private final class Trace: Sendable {
        let done = Mutex<[Int]>([])
        let running = Atomic(0)
        let mostRunning = Atomic(0)
        let idle = Atomic(0)
    }

    private let trace = Trace()
    /// Holds the threads until the test has seen what it wants to see.
    private let gate = DispatchSemaphore(value: 0)

    @Test("What is beyond the queue is refused at once, the rest done in order of arrival")
    func limit() async throws {
        let threads = HashingThreads(count: 1, waitingLimit: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask { [gate, trace] in
                    _ = try await threads.run { () -> Result<Int, HashingFailure> in
                        gate.wait()
                        return .success(number)
                    }
                    trace.done.withLock { $0.append(number) }
                }
                try await until { threads.statistics.running + threads.statistics.waiting == number + 1 }
            }
            try await until { threads.statistics.running == 1 }
            #expect(threads.statistics.waiting == 3)
            await #expect(throws: HashingFailure.busy(retryAfterSeconds: 1)) {
                try await threads.run { .success(9) }
            }
            for number in 1...4 {
                gate.signal()
                try await until { trace.done.withLock { $0.count } == number }
            }
            try await group.waitForAll()
        }
        #expect(trace.done.withLock { $0 } == [0, 1, 2, 3])
        try await until { threads.statistics.finished == 4 }
        #expect(
            threads.statistics == HashingStatistics(threads: 1, waiting: 0, running: 0, finished: 4, refused: 1)
        )
        #expect(try await threads.run { .success(5) } == 5)
    }

    @Test("No more runs at once than there are threads")
    func concurrency() async throws {
        let threads = HashingThreads(count: 3, waitingLimit: 100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask { [trace] in
                    try await threads.run {
                        let running = trace.running.add(1, ordering: .relaxed).newValue
                        trace.mostRunning.max(running, ordering: .relaxed)
                        for _ in 0..<10_000 { _ = trace.running.load(ordering: .relaxed) }
                        trace.running.subtract(1, ordering: .relaxed)
                        return .success(())
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect((1...3).contains(trace.mostRunning.load(ordering: .relaxed)))
    }

    @Test("A shutdown lets those who wait finish, and takes no more")
    func shutdown() async throws {
        let threads = HashingThreads(count: 2, waitingLimit: 10)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask { [gate] in
                    try await threads.run {
                        gate.wait()
                        return .success(number)
                    }
                }
            }
            try await until { threads.statistics.running == 2 && threads.statistics.waiting == 6 }
            threads.shutdown()
            await #expect(throws: HashingFailure.stopped) { try await threads.run { .success(0) } }
            for _ in 0..<8 { gate.signal() }
            return try await group.reduce(0, +)
        }
        #expect(sum == 28)
    }

    @Test("A thread that has nothing to do says so, and still takes work")
    func idleness() async throws {
        let threads = HashingThreads(count: 1, waitingLimit: 1, patience: .milliseconds(1)) { [trace] in
            trace.idle.add(1, ordering: .relaxed)
        }
        for round in 1...3 {
            try await until { trace.idle.load(ordering: .relaxed) == round }
            #expect(try await threads.run { .success(round) } == round)
        }
    }

    @Test("A failure of the work reaches who asked for it")
    func failure() async {
        let threads = HashingThreads(count: 1, waitingLimit: 1)
        await #expect(throws: HashingFailure.outOfMemory) {
            try await threads.run { () -> Result<Int, HashingFailure> in .failure(.outOfMemory) }
        }
    }

    private struct TookTooLong: Error {}

    /// Looks again and again, for what another thread is about to do.
    private func until(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while !condition() {
            guard ContinuousClock.now < end else { throw TookTooLong() }
            await Task.yield()
        }
    }
}
