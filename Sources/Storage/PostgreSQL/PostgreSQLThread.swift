import Foundation

/// Serves a line of waiting closures over one connection: connects, runs each as a transaction, runs it again where
/// that is safe, and connects again.
///
/// It must not know what the closures do. Used by one thread only.
final class PostgreSQLThread {
    /// How often one closure is run at most: whoever loses that often finds a server where trying on helps nobody.
    private static let mostRuns = 6

    private let settings: PostgreSQLSettings
    private let tally: ConnectionTally
    private var session: PostgreSQLSession?
    private var delay = Duration.zero
    private var nextAttempt = ContinuousClock.now

    init(_ settings: PostgreSQLSettings, _ tally: ConnectionTally) {
        self.settings = settings
        self.tally = tally
    }

    /// Returns when the line is closed and empty.
    func serve(_ line: WaitingLine) {
        _ = try? connected(until: .now)
        while let waiter = line.take(upTo: 1).first { serve(waiter) }
        disconnect()
    }

    private func serve(_ waiter: Waiter) {
        var limit = waiter.deadline ?? .now + settings.waitTimeout
        for run in 1... {
            do throws(StorageFailure) {
                guard let refusal = self.run(waiter, on: try connected(until: limit)) else { return }
                guard run < Self.mostRuns else { throw refusal.failure }
                if refusal.remedy == .connectAgain { limit = .now + settings.waitTimeout }
                // The transactions that met once should not meet again.
                if refusal.remedy == .again { Thread.sleep(forTimeInterval: .random(in: 0...0.005) * Double(run)) }
            } catch {
                return waiter.fail(error)
            }
        }
    }

    /// Runs a closure as one transaction, and tells the caller the outcome.
    ///
    /// Returns why, where it has to run again instead: nothing of it was committed then.
    private func run(_ waiter: Waiter, on session: PostgreSQLSession) -> PostgreSQLRefusal? {
        let connection = PostgreSQLConnection(session, waiter.kind)
        defer {
            session.rollBack()
            if !session.isConnected { disconnect() }
        }
        do {
            let answer = try waiter.run(connection)
            if let refusal = connection.refusal { throw refusal }
            switch waiter.kind {
            // What was read is true already, whatever becomes of the connection.
            case .read:
                answer()
                try? session.commit()
            case .write:
                try session.commit()
                answer()
            }
            return nil
        } catch {
            let refusal = error as? PostgreSQLRefusal ?? connection.refusal
            if let refusal, refusal.remedy != .none {
                if refusal.remedy == .connectAgain { disconnect() }
                return refusal
            }
            waiter.fail((error as? PostgreSQLRefusal)?.failure ?? error)
            return nil
        }
    }
}

extension PostgreSQLThread {
    private static let longestDelay = Duration.seconds(1)

    /// The connection, which is made where there is none.
    ///
    /// Blocks at most until `limit`, or for one attempt that was begun before it.
    private func connected(until limit: ContinuousClock.Instant) throws(StorageFailure) -> PostgreSQLSession {
        while true {
            if let session { return session }
            let wait = nextAttempt - .now
            if wait > .zero {
                guard nextAttempt < limit else {
                    throw StorageFailure(.unavailable, "the database server cannot be reached")
                }
                Thread.sleep(forTimeInterval: wait.seconds)
            }
            do throws(StorageFailure) {
                session = try PostgreSQLSession.open(settings)
                delay = .zero
                tally.opened()
            } catch {
                delay = min(Self.longestDelay, delay * 2 + .milliseconds(50))
                nextAttempt = .now + delay * Double.random(in: 0.5...1)
                tally.failed(error)
                if nextAttempt >= limit { throw error }
            }
        }
    }

    private func disconnect() {
        guard session != nil else { return }
        session = nil
        tally.closed()
    }
}
