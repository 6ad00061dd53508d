import Dispatch
import Synchronization

/// Messages waiting for a session, and session threads waiting for a message.
///
/// It knows neither libcurl nor threads: those who work come and ask.
///
/// The thread that waited least is served first, so that a quiet server keeps one connection warm, not ten cold.
final class SMTPQueue: Sendable {
    /// Where a thread waits for its next job.
    final class Seat: Sendable {
        fileprivate let bell = DispatchSemaphore(value: 0)
        fileprivate var identifier: ObjectIdentifier { ObjectIdentifier(self) }
    }

    private struct State {
        var waiting: [SMTPJob] = []
        var idle: [Seat] = []
        /// By seat.
        var underWay: [ObjectIdentifier: SMTPJob] = [:]
        /// Threads that will still take a job.
        var taking = 0
        /// Threads that have not ended, among them those that say goodbye to their server.
        var alive = 0
        var isClosed = false
        var isAbandoned = false
        var awaitingEnd: [CheckedContinuation<Void, Never>] = []

        var isOver: Bool { alive == 0 || isAbandoned }

        mutating func endIfOver() {
            guard isOver else { return }
            for continuation in awaitingEnd {
                continuation.resume()
            }
            awaitingEnd = []
        }
    }

    enum Submission {
        case taken
        /// Taken, and the caller has to start a thread, which is already counted.
        case takenNeedingThread
        case closed
    }

    private let state = Mutex(State())
    private let threadLimit: Int

    init(threadLimit: Int) {
        self.threadLimit = max(1, threadLimit)
    }

    func submit(_ job: SMTPJob) -> Submission {
        state.withLock { state in
            if state.isClosed {
                return .closed
            }
            if let seat = state.idle.popLast() {
                state.underWay[seat.identifier] = job
                seat.bell.signal()
                return .taken
            }
            state.waiting.append(job)
            guard state.taking < threadLimit else { return .taken }
            state.taking += 1
            state.alive += 1
            return .takenNeedingThread
        }
    }

    /// Blocks until there is a job; the one before counts as done.
    ///
    /// Nothing after `patience` without one, or once closed: the thread then has to end its session and to say
    /// `leave()`.
    func next(for seat: Seat, patience: DispatchTimeInterval) -> SMTPJob? {
        let mustWait = state.withLock { state in
            state.underWay[seat.identifier] = nil
            if !state.waiting.isEmpty {
                state.underWay[seat.identifier] = state.waiting.removeFirst()
            } else if state.isClosed {
                state.taking -= 1
            } else {
                state.idle.append(seat)
                return true
            }
            return false
        }
        if mustWait && seat.bell.wait(timeout: .now() + patience) == .timedOut && !standUp(from: seat) {
            // Chosen at the same moment: the bell has rung meanwhile.
            seat.bell.wait()
        }
        return state.withLock { $0.underWay[seat.identifier] }
    }

    /// False if the seat is no longer idle.
    private func standUp(from seat: Seat) -> Bool {
        state.withLock { state in
            guard let index = state.idle.firstIndex(where: { $0 === seat }) else { return false }
            state.idle.remove(at: index)
            state.taking -= 1
            return true
        }
    }

    /// The thread's last word.
    func leave() {
        state.withLock { state in
            state.alive -= 1
            state.endIfOver()
        }
    }

    /// A counted thread could not be started.
    ///
    /// If nobody else is there to do them, the jobs come back.
    func threadFailed() -> [SMTPJob] {
        state.withLock { state in
            state.alive -= 1
            state.taking -= 1
            state.endIfOver()
            guard state.taking == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Takes no further job, sends idle threads home, and gives back what nobody has begun.
    func close() -> [SMTPJob] {
        state.withLock { state in
            state.isClosed = true
            state.taking -= state.idle.count
            for seat in state.idle {
                seat.bell.signal()
            }
            state.idle = []
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Waits for no thread any longer, and gives back what they have under way.
    func abandon() -> [SMTPJob] {
        state.withLock { state in
            state.isAbandoned = true
            state.endIfOver()
            return Array(state.underWay.values)
        }
    }

    /// Returns when the last thread has left or nobody waits for it any more.
    func ended() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                state.awaitingEnd.append(continuation)
                state.endIfOver()
            }
        }
    }
}
