/// Which PostgreSQL server, how to reach it, and how patient to be with it.
package struct PostgreSQLSettings: Sendable {
    /// What libpq calls `sslmode`.
    package enum TLS: String, Sendable, CaseIterable {
        /// Nothing is encrypted: for a socket, or a server on the same machine.
        case disable
        /// Encrypted if the server can, and not protected from somebody in between.
        case prefer
        /// Encrypted, whoever answers.
        case require
        /// And by a certificate of the authorities.
        case verifyCA = "verify-ca"
        /// And made out to the host.
        case verifyFull = "verify-full"
    }

    /// Where the server is.
    package enum Server: Sendable {
        /// `host`: a name, an address, or the folder of a Unix socket.
        case host(String, port: Int, database: String, user: String, password: Password?)
        /// A connection string, as a URL or in libpq's `key=value` form; what it says goes before the defaults here.
        case url(Password)
    }

    /// A text that shows itself nowhere: a password, or a connection string that may have one in it.
    package struct Password: Sendable {
        let text: String

        package init(_ text: String) {
            self.text = text
        }
    }

    package var server: Server
    /// Nil leaves it to the connection string, and to libpq's `prefer`.
    package var tls: TLS?
    /// PEM; nil for libpq's own, `~/.postgresql/root.crt`.
    package var rootCertificateFile: String?
    /// How many connections this node has open, at most and usually; one more listens for signals.
    package var connections: Int
    /// How many closures may wait for a connection.
    package var longestLine: Int
    /// How long a closure waits for a connection, or for a server that is away.
    package var waitTimeout: Duration
    package var connectTimeout: Duration
    /// How long one statement may run; none of this program's takes a tenth of it.
    package var statementTimeout: Duration
    /// How long a statement may wait for somebody else's row.
    package var lockTimeout: Duration
    /// How long the server keeps a transaction of a node that stopped in the middle of it.
    package var idleTransactionTimeout: Duration
    /// What an operator reads in `pg_stat_activity`.
    package var applicationName: String
    /// Whether each connection holds the mark of a server, by which a restore notices that one runs.
    package var isServing: Bool

    package init(
        server: Server,
        tls: TLS? = nil,
        rootCertificateFile: String? = nil,
        connections: Int = 8,
        longestLine: Int = 10_000,
        waitTimeout: Duration = .seconds(5),
        connectTimeout: Duration = .seconds(5),
        statementTimeout: Duration = .seconds(10),
        lockTimeout: Duration = .seconds(5),
        idleTransactionTimeout: Duration = .seconds(30),
        applicationName: String = "rekey",
        isServing: Bool = false
    ) {
        self.server = server
        self.tls = tls
        self.rootCertificateFile = rootCertificateFile
        self.connections = connections
        self.longestLine = longestLine
        self.waitTimeout = waitTimeout
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.idleTransactionTimeout = idleTransactionTimeout
        self.applicationName = applicationName
        self.isServing = isServing
    }
}

extension PostgreSQLSettings.Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
