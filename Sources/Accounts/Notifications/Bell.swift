import Synchronization

/// Wakes those who sleep when there is work.
///
/// Rung before anybody waits, it is not forgotten.
package final class Bell: Sendable {
    private struct State: Sendable {
        var isRung = false
        var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastSleeper = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// How many sleep at this moment.
    var sleepers: Int { state.withLock { $0.sleepers.count } }

    package func ring() {
        let sleepers = state.withLock { state in
            state.isRung = state.sleepers.isEmpty
            defer { state.sleepers = [:] }
            return state.sleepers
        }
        for sleeper in sleepers.values { sleeper.resume() }
    }

    /// Returns when the bell rings, after `longest`, or when the task is cancelled.
    package func wait(longest: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: longest) }
            group.addTask { await self.rung() }
            await group.next()
            group.cancelAll()
        }
    }

    private func rung() async {
        let number = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state -> Bool in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.sleepers[number] = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.resume()
        }
    }
}
