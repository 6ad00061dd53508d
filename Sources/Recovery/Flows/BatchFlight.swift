import Synchronization

/// Lets callers that come at the same time do their work together.
///
/// The first caller leads: it goes for the database, and only when the database is there for it does the batch close,
/// with everybody who has come by then. Those who come later make the next one, which already waits its turn while
/// this one becomes durable. So there is no task beside the callers', one who comes alone waits for nobody, and the
/// database never waits for a batch to be put together.
final class BatchFlight<Item: Sendable, Outcome: Sendable>: Sendable {
    fileprivate enum Turn: Sendable {
        case outcome(Outcome)
        case lead
    }

    fileprivate struct Waiter: Sendable {
        var item: Item
        var continuation: CheckedContinuation<Turn, any Error>
    }

    private struct State: Sendable {
        /// Whether there is a batch that takes in who comes.
        var isGathering = false
        /// How many batches there are, the gathering one included.
        var underWay = 0
        var waiting: [Waiter] = []
        var callers = 0
    }

    /// A caller's item, and those of the others that go with it.
    final class Batch: Sendable {
        private let leaders: Item
        private let others = Mutex<[Waiter]?>(nil)
        private let close: @Sendable () -> [Waiter]

        fileprivate init(_ leaders: Item, close: @escaping @Sendable () -> [Waiter]) {
            self.leaders = leaders
            self.close = close
        }

        /// Closes the batch the first time it is asked; the same ones again where work has to be repeated.
        var items: [Item] { [leaders] + waiters.map(\.item) }

        fileprivate var waiters: [Waiter] {
            others.withLock { others in
                if let others { return others }
                let closed = close()
                others = closed
                return closed
            }
        }
    }

    private let state = Mutex(State())
    private let limit: Int
    private let lanes: Int

    /// Of at most `limit` items in a batch, and at most `lanes` batches at a time, the one that waits included.
    init(limit: Int, lanes: Int) {
        self.limit = limit
        self.lanes = lanes
    }

    /// How many callers there are at this moment.
    var callers: Int { state.withLock { $0.callers } }

    /// How many of them wait for a batch to take them.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Does `work` with the item and those of other callers; gives back the item's own outcome.
    ///
    /// `work` asks for the items as late as it can, and returns an outcome for each, in their order; an error is
    /// everybody's in the batch.
    func run(
        _ item: Item,
        work: (Batch) async throws -> [Outcome]
    ) async throws -> Outcome {
        let leads = state.withLock { state in
            state.callers += 1
            return begin(&state)
        }
        defer { state.withLock { $0.callers -= 1 } }
        if !leads, case .outcome(let outcome) = try await wait(with: item) { return outcome }

        let batch = Batch(item, close: close)
        do {
            let outcomes = try await work(batch)
            let others = batch.waiters
            end()
            for (waiter, outcome) in zip(others, outcomes.dropFirst()) {
                waiter.continuation.resume(returning: .outcome(outcome))
            }
            return outcomes[0]
        } catch {
            let others = batch.waiters
            end()
            for waiter in others { waiter.continuation.resume(throwing: error) }
            throw error
        }
    }

    private func wait(with item: Item) async throws -> Turn {
        try await withCheckedThrowingContinuation { continuation in
            let leads = state.withLock { state in
                // There may be room for another batch since.
                guard !begin(&state) else { return true }
                state.waiting.append(Waiter(item: item, continuation: continuation))
                return false
            }
            if leads { continuation.resume(returning: .lead) }
        }
    }

    /// Whether another batch may begin; then it has.
    private func begin(_ state: inout State) -> Bool {
        guard !state.isGathering, state.underWay < lanes else { return false }
        state.isGathering = true
        state.underWay += 1
        return true
    }

    /// Takes those who go with the batch that gathers.
    @Sendable
    private func close() -> [Waiter] {
        let (others, next) = state.withLock { state in
            let others = Array(state.waiting.prefix(limit - 1))
            state.waiting.removeFirst(others.count)
            state.isGathering = false
            return (others, nextLeader(&state))
        }
        next?.continuation.resume(returning: .lead)
        return others
    }

    private func end() {
        let next = state.withLock { state in
            state.underWay -= 1
            return nextLeader(&state)
        }
        next?.continuation.resume(returning: .lead)
    }

    /// One of those who wait, where there is room for another batch.
    private func nextLeader(_ state: inout State) -> Waiter? {
        guard !state.waiting.isEmpty, begin(&state) else { return nil }
        return state.waiting.removeFirst()
    }
}
