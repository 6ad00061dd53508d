package import Foundation
import Synchronization

extension Process {
    private static let turn = Mutex(())

    /// Runs it, one after the other: started from several threads at once, Foundation has crashed.
    package func start() throws {
        try Self.turn.withLock { _ in try run() }
    }
}
