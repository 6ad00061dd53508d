import ServiceLifecycle
package import Storage

/// Hears what other nodes say and has this one act on it.
///
/// It must not know what is done about a topic. What it misses is found a little later: whoever is woken by a signal
/// also looks by itself, and what is cached expires.
package struct NodeSignals: Service {
    private let database: any Database
    private let actions: [Topic: @Sendable () -> Void]

    package init(_ database: any Database, actions: [Topic: @Sendable () -> Void]) {
        self.database = database
        self.actions = actions
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            for await topic in database.signals(of: Set(actions.keys)) { actions[topic]?() }
        }
    }
}

extension NodeSignals: CustomStringConvertible {
    package var description: String { "signals of other nodes" }
}
