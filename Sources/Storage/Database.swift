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
    @discardableResult
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result
}
