/// How busy a database is: numbers for an operator's metrics.
package struct DatabaseStatistics: Sendable, Hashable {
    /// Closures that wait for a connection.
    package let waiting: Int

    /// Connections that are open.
    package let connections: Int
}
