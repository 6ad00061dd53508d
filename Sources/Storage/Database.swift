/// A relational database behind two brackets, each of which is one transaction.
///
/// It owns connections, threads and durability. It must not know any table, nor what a transaction means to its
/// caller. A bracket is asynchronous outside and synchronous inside: nothing in it can wait for the network.
package protocol Database: Sendable {
    /// How this engine spells what differs between engines.
    var dialect: Dialect { get }

    /// Runs one read transaction: everything in it sees the same snapshot, which holds every write answered before.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result

    /// Runs one write transaction: durable before this returns, and undone altogether if `body` throws.
    ///
    /// `body` may run again on a retry, so it has no effect outside the connection. Cancelling the task is noticed
    /// before the transaction is handed to the engine and not after: a caller that is told of a cancellation can rely
    /// on nothing having been written.
    ///
    /// Other writes may run at the same time, on this node and on others, and each statement sees what was committed
    /// before it began. What a closure has read it may rely on only once it holds the row (`Dialect.forUpdate`) or a
    /// lock (`Connection.lock`); a guarded `UPDATE` is as good.
    @discardableResult
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result

    /// Tells whoever listens, in this process and on every other node, that there is something to look at.
    ///
    /// To be called after the bracket that wrote it. A signal may be lost or come for nothing: it saves the wait for the
    /// next look, which it does not replace.
    func signal(_ topic: Topic)

    /// The signals of these topics from now on, until the database is closed.
    func signals(of topics: Set<Topic>) -> AsyncStream<Topic>

    /// Whether a query is answered within `bound`: for a probe of readiness.
    func isReachable(within bound: Duration) async -> Bool

    var statistics: DatabaseStatistics { get }

    /// Takes no more closures, runs those that wait, and closes the connections.
    ///
    /// Calling it again waits for the same end.
    func close() async
}
