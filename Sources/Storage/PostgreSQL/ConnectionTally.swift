import Logging
import Synchronization

/// How many connections are open, and whether the server is there at all.
///
/// It tells the operator once when the server goes away, and once when it is back.
final class ConnectionTally: Sendable {
    private struct State {
        var open = 0
        var isAway = false
    }

    private let state = Mutex(State())
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    var open: Int { state.withLock { $0.open } }

    func opened() {
        let isBack = state.withLock { state in
            state.open += 1
            defer { state.isAway = false }
            return state.isAway
        }
        if isBack { logger.notice("the database server can be reached again") }
    }

    func closed() {
        state.withLock { $0.open -= 1 }
    }

    func failed(_ failure: StorageFailure) {
        let isNews = state.withLock { state in
            guard !state.isAway, state.open == 0 else { return false }
            state.isAway = true
            return true
        }
        if isNews { logger.error("the database server cannot be reached", metadata: ["cause": "\(failure)"]) }
    }
}
