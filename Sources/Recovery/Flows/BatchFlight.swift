import Synchronization

/// Lets callers that come at the same time do their work together: those who come while a batch is under way make
/// the next one.
///
/// The first caller leads: it does the work for all that wait, and hands over to one of those who came meanwhile. So
/// there is no task beside the callers', and one who comes alone waits for nobody.
final class BatchFlight<Item: Sendable, Outcome: Sendable>: Sendable {
    private enum Turn: Sendable {
        case outcome(Outcome)
        case lead
    }

    private struct Waiter: Sendable {
        var item: Item
        var continuation: CheckedContinuation<Turn, any Error>
    }

    private struct State: Sendable {
        var isUnderWay = false
        var waiting: [Waiter] = []
        var callers = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// `limit`: how many items a batch has at most.
    init(limit: Int) {
        self.limit = limit
    }

    /// How many callers there are at this moment.
    var callers: Int { state.withLock { $0.callers } }

    /// Does `work` with the item and those of other callers; gives back the item's own outcome.
    ///
    /// `work` returns an outcome for each item, in their order; an error is everybody's in the batch.
    func run(
        _ item: Item,
        work: ([Item]) async throws -> [Outcome]
    ) async throws -> Outcome {
        let leads = state.withLock { state in
            state.callers += 1
            return begin(&state)
        }
        defer { state.withLock { $0.callers -= 1 } }
        if !leads, case .outcome(let outcome) = try await wait(with: item) { return outcome }

        let others = state.withLock { state in
            let others = Array(state.waiting.prefix(limit - 1))
            state.waiting.removeFirst(others.count)
            return others
        }
        do {
            let outcomes = try await work([item] + others.map(\.item))
            handOver()
            for (waiter, outcome) in zip(others, outcomes.dropFirst()) {
                waiter.continuation.resume(returning: .outcome(outcome))
            }
            return outcomes[0]
        } catch {
            handOver()
            for waiter in others { waiter.continuation.resume(throwing: error) }
            throw error
        }
    }

    private func wait(with item: Item) async throws -> Turn {
        try await withCheckedThrowingContinuation { continuation in
            let leads = state.withLock { state in
                // A leader may have gone since.
                guard !begin(&state) else { return true }
                state.waiting.append(Waiter(item: item, continuation: continuation))
                return false
            }
            if leads { continuation.resume(returning: .lead) }
        }
    }

    /// Whether another batch may begin; then it has.
    private func begin(_ state: inout State) -> Bool {
        guard !state.isUnderWay else { return false }
        state.isUnderWay = true
        return true
    }

    /// The next to lead, if anybody waits.
    private func handOver() {
        let next = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isUnderWay = false
                return nil as Waiter?
            }
            return state.waiting.removeFirst()
        }
        next?.continuation.resume(returning: .lead)
    }
}
