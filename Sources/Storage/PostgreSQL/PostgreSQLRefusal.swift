/// Why a statement did not run, with what decides whether the closure may run again.
struct PostgreSQLRefusal: Error {
    enum Remedy {
        /// The same again would end the same way.
        case none
        /// It stood in another transaction's way; both had a right to go on.
        case again
        /// The statement was prepared for a table that has changed since.
        case prepareAgain
        /// The connection is gone.
        case connectAgain
    }

    let failure: StorageFailure
    let remedy: Remedy

    init(_ failure: StorageFailure, remedy: Remedy = .none) {
        self.failure = failure
        self.remedy = remedy
    }

    /// `state`: SQLSTATE (PostgreSQL's manual, appendix A); nil where the server said nothing.
    init(state: String?, message: String?, severity: String?, function: String?) {
        guard let state, severity != "FATAL", severity != "PANIC" else {
            self.init(.connectionLost(message), remedy: .connectAgain)
            return
        }
        let remedy: Remedy =
            switch state {
            case "40001", "40P01": .again
            // "cached plan must not change result type", in whatever language: the code alone says less.
            case "0A000" where function == "RevalidateCachedQuery": .prepareAgain
            default: .none
            }
        self.init(StorageFailure(state: state, message: message ?? ""), remedy: remedy)
    }
}
