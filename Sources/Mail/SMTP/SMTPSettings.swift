/// Which mail server, how to reach it, and how patient to be with it.
package struct SMTPSettings: Sendable {
    package enum Security: Sendable, Hashable, CaseIterable {
        /// Nothing is encrypted: for a relay on the same machine.
        case plain
        /// RFC 3207, and required: where the server does not offer it nothing is sent.
        case startTLS
        /// RFC 8314: TLS from the first byte.
        case implicitTLS
    }

    package var host: String
    package var port: Int
    package var security: Security
    package var credentials: Credentials?
    /// What the client calls itself in EHLO (RFC 5321, 4.1.1.1).
    package var helloName: String
    /// Milliseconds for the whole way to a ready session: connection, TLS, greeting and sign-in.
    package var connectTimeout: Int
    /// Milliseconds for each reply after that; counted in whole seconds, upwards, as libcurl does.
    package var replyTimeout: Int
    /// How many sessions may be open at once.
    package var sessions: Int
    /// PEM; nil for the system's authorities.
    package var certificateAuthorityFile: String?
    package var verifiesCertificate: Bool

    package init(
        host: String,
        port: Int,
        security: Security,
        credentials: Credentials? = nil,
        helloName: String,
        connectTimeout: Int = 10_000,
        replyTimeout: Int = 30_000,
        sessions: Int = 4,
        certificateAuthorityFile: String? = nil,
        verifiesCertificate: Bool = true
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
        self.helloName = helloName
        self.connectTimeout = connectTimeout
        self.replyTimeout = replyTimeout
        self.sessions = sessions
        self.certificateAuthorityFile = certificateAuthorityFile
        self.verifiesCertificate = verifiesCertificate
    }
}

extension SMTPSettings {
    /// A name and password for AUTH PLAIN or LOGIN (RFC 4954); shows itself nowhere.
    package struct Credentials: Sendable {
        package let username: String
        package let password: String

        package init(username: String, password: String) {
            self.username = username
            self.password = password
        }
    }
}

extension SMTPSettings.Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(credentials)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
