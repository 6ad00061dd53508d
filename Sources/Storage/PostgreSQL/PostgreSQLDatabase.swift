import Dispatch
package import Logging

/// A database on a PostgreSQL server: a fixed number of connections, each with a thread of its own, that serve one line.
///
/// It owns the line, the threads and the connection that listens for signals. Other nodes may use the same database at
/// the same time. It must not know the tables.
///
/// Reads and writes wait in one line, first come, first served, and any connection serves either: neither can starve the
/// other, and no connection is idle while somebody waits. What keeps one busy for long is a row that another transaction
/// holds, and that has an end in the settings. There is no group commit here: the server does that by itself.
package final class PostgreSQLDatabase: Database {
    package let dialect = Dialect.postgreSQL

    private let line: WaitingLine
    private let tally: ConnectionTally
    private let hub = SignalHub()
    private let listener: PostgreSQLListener
    private let ended = DispatchGroup()

    /// Connects, and refuses a server or a database that cannot be worked with.
    ///
    /// It blocks, so it belongs to the start of a program.
    package init(_ settings: PostgreSQLSettings, logger: Logger) throws {
        _ = try PostgreSQLSession.open(settings)
        let tally = ConnectionTally(logger: logger)
        let line = WaitingLine(capacity: settings.longestLine, patience: settings.waitTimeout) {
            tally.open == 0
                ? StorageFailure(.unavailable, "the database server cannot be reached")
                : StorageFailure(.busy, "no connection came free within \(settings.waitTimeout)")
        }
        self.line = line
        self.tally = tally
        listener = PostgreSQLListener(settings, delivering: hub, ended: ended)
        for number in 1...max(1, settings.connections) {
            EngineThread.start("postgresql-\(number)", ended: ended) {
                PostgreSQLThread(settings, tally).serve(line)
            }
        }
    }

    deinit {
        line.close()
        listener.close()
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await line.run(body, as: .read)
    }

    @discardableResult
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await line.run(body, as: .write)
    }

    package func signal(_ topic: Topic) {
        hub.deliver(topic)
        listener.send(topic)
    }

    package func signals(of topics: Set<Topic>) -> AsyncStream<Topic> {
        listener.start()
        return hub.subscribe(to: topics)
    }

    package func isReachable(within bound: Duration) async -> Bool {
        await line.answersProbe(within: bound)
    }

    package var statistics: DatabaseStatistics {
        DatabaseStatistics(waiting: line.count, connections: tally.open)
    }

    package func close() async {
        hub.close()
        line.close()
        listener.close()
        await withCheckedContinuation { continuation in
            ended.notify(queue: .global()) { continuation.resume() }
        }
    }
}
