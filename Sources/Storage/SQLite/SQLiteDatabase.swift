import Dispatch
package import Logging

/// A database in one SQLite file: one writer that commits in groups, and readers beside it that it never blocks.
///
/// It owns the two lines in which closures wait and the threads that serve them. Other processes may use the same
/// file at the same time. It must not know the tables.
package final class SQLiteDatabase: Database {
    package let dialect = Dialect.sqlite

    /// Past this many the answer is `busy`: by then a caller would wait for seconds, and memory is not endless.
    private static let longestLine = 10_000

    private let writes = WaitingLine(capacity: longestLine)
    private let reads = WaitingLine(capacity: longestLine)
    private let writerEnded = DispatchGroup()
    private let readersEnded = DispatchGroup()
    private let hub = SignalHub()
    private let connections: Int

    /// Opens the file, and creates it (mode 0600) where there is none.
    ///
    /// It blocks, so it belongs to the start of a program. As many reads as there are `readers` run at the same time;
    /// another process's lock is waited for as long as `busyTimeout`, and then the failure is `busy`.
    package init(
        path: String,
        readers: Int = 4,
        busyTimeout: Duration = .seconds(5),
        logger: Logger
    ) throws {
        let file = SQLiteFile(path: path, busyTimeout: busyTimeout)
        try file.create()
        let writer = try file.connect(readOnly: false)
        let readers = try (0..<max(1, readers)).map { _ in try file.connect(readOnly: true) }

        connections = readers.count + 1
        for reader in readers {
            ConnectionThread.start("sqlite-reader", on: reader, serving: reads, upTo: 1, ended: readersEnded) {
                group,
                session in
                for waiter in group { session.read(waiter) }
            }
        }
        // The last connection that closes merges the log into the file, which a read-only one could not.
        ConnectionThread.start(
            "sqlite-writer",
            on: writer,
            serving: writes,
            upTo: GroupCommit.largestGroup,
            ended: writerEnded,
            after: readersEnded
        ) { group, session in
            GroupCommit(session: session, logger: logger).commit(group)
        }
    }

    deinit {
        reads.close()
        writes.close()
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await reads.run(body, as: .read)
    }

    @discardableResult
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        try await writes.run(body, as: .write)
    }

    /// Reaches this process alone: whoever else has the file open polls.
    package func signal(_ topic: Topic) {
        hub.deliver(topic)
    }

    package func signals(of topics: Set<Topic>) -> AsyncStream<Topic> {
        hub.subscribe(to: topics)
    }

    package func isReachable(within bound: Duration) async -> Bool {
        await reads.answersProbe(within: bound)
    }

    package var statistics: DatabaseStatistics {
        DatabaseStatistics(waiting: reads.count + writes.count, connections: connections)
    }

    package func close() async {
        hub.close()
        reads.close()
        writes.close()
        await withCheckedContinuation { continuation in
            writerEnded.notify(queue: .global()) { continuation.resume() }
        }
    }

    /// How many writes wait for the writer.
    var waitingWrites: Int { writes.count }
}
