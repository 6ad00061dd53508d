import Foundation
import GRDB

/// A thread that has one connection for life and serves a line of waiting closures with it.
///
/// It must not know how a closure is run.
enum ConnectionThread {
    /// Starts the thread.
    ///
    /// It takes as many as `limit` closures from the line at a time, and ends when its line is closed and empty and the
    /// threads in `others` have ended. `ended` is entered here, and left when the connection is closed.
    static func start(
        _ name: String,
        on queue: DatabaseQueue,
        serving line: WaitingLine,
        upTo limit: Int,
        ended: DispatchGroup,
        after others: DispatchGroup? = nil,
        serve: @escaping @Sendable ([Waiter], SQLiteSession) -> Void
    ) {
        EngineThread.start(name, ended: ended) {
            queue.inDatabase { database in
                // The statements of the session have to be gone before the connection can close.
                let session = SQLiteSession(database)
                while case let group = line.take(upTo: limit), !group.isEmpty {
                    serve(group, session)
                }
            }
            others?.wait()
            try? queue.close()
        }
    }
}
