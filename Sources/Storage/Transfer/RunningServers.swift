import Foundation

/// That a transfer has the database to itself, as far as the engine can tell: on PostgreSQL every connection of a server
/// shares a lock (`PostgreSQLSettings.isServing`), so that one that died has let go of it.
///
/// An SQLite file is marked by whoever opens it.
extension Connection {
    /// Refuses with `reason` where a server is connected, and keeps servers out until this transaction ends.
    ///
    /// A server that has just been stopped gets a second: its connections end a moment after itself.
    func takeAlone(orRefuse reason: String) throws {
        guard let taking = dialect.takeAlone, let servers = dialect.servers else { return }
        let deadline = ContinuousClock.now + .seconds(1)
        while try row(taking)?.get("taken", as: Int.self) == 0 {
            guard ContinuousClock.now < deadline else {
                let places = try rows(servers).map { try $0.get("place", as: String.self) }
                let list = places.isEmpty ? "" : ", connected from \(places.joined(separator: ", "))"
                throw TransferRefusal("A server runs on the database\(list). \(reason)")
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }
}

extension Database {
    /// Refuses with `reason` where a server is connected now.
    package func refuseServers(orRefuse reason: String) async throws {
        guard dialect.takeAlone != nil else { return }
        try await write { try $0.takeAlone(orRefuse: reason) }
    }
}
