import Dispatch
import Glibc
import Synchronization

/// A fixed number of threads with a bounded queue, for work that fills a core.
///
/// Such work would starve the cooperative pool, which answers everybody else. What runs here at
/// once, and so what memory it takes, is limited by the number of threads; what waits, by
/// `waitingLimit`, beyond which callers are told when to come again. In order of arrival.
///
/// Knows nothing of passwords.
final class HashingThreads: Sendable {
    private let backlog: Backlog

    /// `whenIdle` is called, on one of the threads, once it had nothing to do for `patience`.
    init(
        count: Int,
        waitingLimit: Int,
        patience: DispatchTimeInterval = .seconds(1),
        whenIdle: @escaping @Sendable () -> Void = {}
    ) {
        backlog = Backlog(threads: count, limit: waitingLimit, patience: patience, whenIdle: whenIdle)
        for _ in 0..<count { Self.start(working: backlog) }
    }

    deinit { backlog.stop() }

    /// Takes no more work; what waits is still done, then the threads end.
    func shutdown() { backlog.stop() }

    var statistics: HashingStatistics { backlog.statistics }

    /// Waits for a thread, does `work` on it and gives back what comes of it.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Result<Value, HashingFailure>
    ) async throws(HashingFailure) -> Value {
        let result: Result<Value, HashingFailure> = await withCheckedContinuation { continuation in
            do throws(HashingFailure) {
                try backlog.add {
                    let result = work()
                    return { continuation.resume(returning: result) }
                }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try result.get()
    }

    private static func start(working backlog: Backlog) {
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(backlog).toOpaque()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Backlog>.fromOpaque(argument).takeRetainedValue().work()
                return nil
            },
            argument
        )
        guard result == 0 else { fatalError("no thread can be started: error \(result)") }
        pthread_detach(thread)
    }
}

/// What waits, and how it went so far.
///
/// Outlives the pool until the last thread has ended.
private final class Backlog: Sendable {
    /// Does the work, and gives back how to tell who waits for it.
    typealias Job = @Sendable () -> (@Sendable () -> Void)

    private struct State {
        var jobs: [Job] = []
        var running = 0
        var finished = 0
        var refused = 0
        var isStopped = false
        /// Of late; a first guess until there is a measurement.
        var secondsPerJob = 0.03
    }

    private let threads: Int
    private let limit: Int
    private let patience: DispatchTimeInterval
    private let whenIdle: @Sendable () -> Void
    private let state = Mutex(State())
    /// One signal for each job, and one for each thread when it is time to end.
    private let signal = DispatchSemaphore(value: 0)

    init(threads: Int, limit: Int, patience: DispatchTimeInterval, whenIdle: @escaping @Sendable () -> Void) {
        self.threads = threads
        self.limit = limit
        self.patience = patience
        self.whenIdle = whenIdle
    }

    var statistics: HashingStatistics {
        state.withLock {
            HashingStatistics(
                threads: threads,
                waiting: $0.jobs.count,
                running: $0.running,
                finished: $0.finished,
                refused: $0.refused
            )
        }
    }

    func add(_ job: @escaping Job) throws(HashingFailure) {
        try state.withLock { state throws(HashingFailure) in
            guard !state.isStopped else { throw .stopped }
            // A thread that is idle takes its job at once: only what is beyond them waits.
            guard state.running + state.jobs.count < threads + limit else {
                state.refused += 1
                let seconds = Double(state.jobs.count + 1) * state.secondsPerJob / Double(threads)
                throw .busy(retryAfterSeconds: max(1, Int(seconds.rounded(.up))))
            }
            state.jobs.append(job)
        }
        signal.signal()
    }

    func stop() {
        let wasRunning = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        if wasRunning { for _ in 0..<threads { signal.signal() } }
    }

    /// A thread's life.
    ///
    /// It ends at a signal without a job, which only comes after the last one.
    func work() {
        while let job = next() {
            let clock = ContinuousClock()
            let start = clock.now
            let answer = job()
            let seconds = start.duration(to: clock.now) / .seconds(1)
            state.withLock { state in
                state.running -= 1
                state.finished += 1
                state.secondsPerJob += (seconds - state.secondsPerJob) / 16
            }
            // Only now: who asks again at once must find the place free.
            answer()
        }
        whenIdle()
    }

    private func next() -> Job? {
        if signal.wait(timeout: .now() + patience) == .timedOut {
            whenIdle()
            signal.wait()
        }
        return state.withLock { state in
            guard !state.jobs.isEmpty else { return nil }
            state.running += 1
            return state.jobs.removeFirst()
        }
    }
}
