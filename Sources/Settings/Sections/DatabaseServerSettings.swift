/// A PostgreSQL server, and how it is used.
package struct DatabaseServerSettings: Sendable, Equatable {
    package enum Place: Sendable, Equatable {
        /// `host`: a name, an address, or the folder of a Unix socket.
        case host(String, port: Int, database: String, username: String, password: Secret?)
        /// As libpq takes it.
        case url(Secret)
    }

    package enum TLSMode: String, Sendable, CaseIterable {
        case disable, prefer, require
        case verifyCA = "verify-ca"
        case verifyFull = "verify-full"

        fileprivate var isVerified: Bool { self == .verifyCA || self == .verifyFull }
    }

    package let place: Place
    /// Nil: what the URL says, or `prefer`.
    package let tlsMode: TLSMode?
    package let rootCertificateFile: String?
    /// How many are open at most.
    package let connections: Int
    /// How long somebody waits for one, in microseconds.
    package let waitTimeout: Int64
    /// In microseconds.
    package let statementTimeout: Int64

    private static let section = "database.identity_db"

    /// Nil where the server is not used, or could not be.
    init?(reading reader: inout SettingsReader, isUsed: Bool) {
        let written = WrittenDatabasePlace(reading: &reader, isUsed: isUsed)
        let connections = reader.read(
            "database.identity_db.pool_options.maxActive",
            .tolerant(.integer(1...500), !isUsed),
            default: 8,
            "Connections of this node to PostgreSQL; one more hears what other nodes signal."
        )
        let waitTimeout = reader.read(
            "database.identity_db.pool_options.maxWait",
            .tolerant(.duration(.milliseconds, from: "1s", to: "10m"), !isUsed),
            default: "5s",
            "How long a request waits for a connection before it is answered with 503."
        )
        tlsMode = reader.readIfSet(
            "rekey.database.tls_mode",
            .oneOf(TLSMode.self),
            "PostgreSQL's `sslmode`; without it what the URL says, or `prefer`, which protects from nobody in between."
        )
        rootCertificateFile = reader.readIfSet(
            "rekey.database.root_certificate_file",
            .nonEmptyText,
            "Whom to trust to vouch for the PostgreSQL server, PEM."
        )
        statementTimeout = reader.read(
            "rekey.database.statement_timeout",
            .duration(.seconds, from: "1s", to: "10m"),
            default: "10s",
            "How long one statement may run in PostgreSQL."
        )
        guard isUsed, let connections, let waitTimeout, let place = written.place(with: &reader) else { return nil }
        self.place = place
        self.connections = connections
        self.waitTimeout = waitTimeout
        check(with: &reader)
    }

    private func check(with reader: inout SettingsReader) {
        let isVerified = tlsMode?.isVerified ?? false
        guard case .host(let host, _, _, _, _) = place else { return }
        if isVerified, rootCertificateFile == nil {
            reader.refuse("rekey.database.tls_mode", "needs rekey.database.root_certificate_file beside it")
        }
        if rootCertificateFile != nil, !isVerified {
            reader.refuse(
                "rekey.database.root_certificate_file",
                "is looked at with rekey.database.tls_mode verify-ca or verify-full only"
            )
        }
        let isNear = host.hasPrefix("/") || ["localhost", "127.0.0.1", "::1"].contains(host)
        if !isNear, tlsMode == nil || tlsMode == .disable || tlsMode == .prefer {
            reader.note(
                "rekey.database.tls_mode",
                "the connection to \(host) may be in clear, and whoever answers there is believed; write verify-full"
            )
        }
    }

    /// Says of what is written about a server that nobody asks it.
    ///
    /// `isOwn`: SQLite is meant, not one of WSO2's databases that Rekey replaces.
    static func explainUnused(isOwn: Bool, to reader: inout SettingsReader) {
        for name in ["tls_mode", "root_certificate_file", "statement_timeout"]
        where reader.isWritten("rekey.database.\(name)") {
            reader.refuse("rekey.database.\(name)", "is for PostgreSQL: database.identity_db.type = \"postgre\"")
        }
        for name in ["hostname", "url"] where isOwn && reader.isWritten("\(section).\(name)") {
            reader.refuse(
                "\(section).\(name)",
                "names a server, but database.identity_db.type is not that of one",
                remedy: ["[\(section)]", "type = \"postgre\""]
            )
            return
        }
        let unused =
            ["hostname", "port", "name", "username", "password", "url"]
            + ["pool_options.maxActive", "pool_options.maxWait"]
        for name in unused where reader.isWritten("\(section).\(name)") {
            reader.note("\(section).\(name)", WSO2Keys.unused)
        }
    }
}
