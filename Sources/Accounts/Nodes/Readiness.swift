package import Storage
import Synchronization

/// Whether requests should be sent to this node.
///
/// It owns what there is to say about that, in words that tell nothing of the inside. It must not know HTTP, nor what a
/// load balancer does about the answer.
package final class Readiness: Sendable {
    /// What a node may lack.
    package enum Reason: String, Sendable, CaseIterable {
        case database
        /// The database is one of a later release's.
        case schema
        /// Mails are delivered here, and the service that does it does not move.
        case relay
        /// It is about to stop.
        case draining
    }

    private struct State {
        var isSchemaKnown = true
        var isDraining = false
    }

    /// How long the database may take to answer.
    private static let patience = Duration.seconds(2)

    private let database: any Database
    /// Nil where mails are delivered elsewhere.
    private let relay: Heartbeat?
    private let state = Mutex(State())

    package init(database: any Database, relay: Heartbeat?) {
        self.database = database
        self.relay = relay
    }

    /// Why it is not ready; empty: it is.
    package func reasonsAgainst() async -> [Reason] {
        var reasons: [Reason] = []
        if await !database.isReachable(within: Self.patience) { reasons.append(.database) }
        let state = state.withLock { $0 }
        if !state.isSchemaKnown { reasons.append(.schema) }
        if let relay, !relay.isBeating { reasons.append(.relay) }
        if state.isDraining { reasons.append(.draining) }
        return reasons
    }

    /// Returns whether that is news.
    func schemaIs(known isKnown: Bool) -> Bool {
        state.withLock { state in
            defer { state.isSchemaKnown = isKnown }
            return state.isSchemaKnown != isKnown
        }
    }

    func drain() {
        state.withLock { $0.isDraining = true }
    }
}
