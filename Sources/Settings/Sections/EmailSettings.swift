/// How mail leaves, and whom it is from.
package struct EmailSettings: Sendable {
    package enum Delivery: String, Sendable, CaseIterable {
        case smtp
        /// Kept and shown at `/mailbox`; for the demo only.
        case mailbox
    }

    package enum Security: String, Sendable, CaseIterable {
        case startTLS = "starttls"
        /// TLS from the first byte (RFC 8314 section 3.3), port 465.
        case tls
        case none
    }

    package struct Credentials: Sendable {
        package let username: String
        package let password: Secret
    }

    package let delivery: Delivery
    /// Whether `rekey serve` delivers; otherwise `rekey relay` does.
    package let relays: Bool
    package let fromAddress: String
    /// Beside the address in From.
    package let displayName: String?
    package let replyTo: String?
    package let hostname: String
    package let port: Int
    package let security: Security
    package let credentials: Credentials?
    /// How many connections to the mail server are kept at most.
    package let sessions: Int
    /// In microseconds.
    package let connectTimeout: Int64
    /// In microseconds.
    package let replyTimeout: Int64
    /// PEM; nil: the authorities the system trusts.
    package let certificateAuthorityFile: String?
    package let verifiesCertificate: Bool
    /// What the mail server is told in EHLO.
    package let helloName: String
    /// Where templates lie that take the places of the built-in ones; nil: nowhere.
    package let templateFolder: String?

    init(reading reader: inout SettingsReader, serverHostname: String) {
        delivery = reader.read(
            "rekey.mail.delivery",
            .oneOf(Delivery.self),
            default: "smtp",
            demo: "mailbox",
            "`mailbox` shows every mail at `/mailbox` instead of sending it; demo mode only."
        )
        relays = reader.read(
            "rekey.mail.relay",
            .boolean,
            default: true,
            "`false`: `rekey serve` delivers no mail, and leaves it to other nodes or to `rekey relay`."
        )
        fromAddress =
            reader.readIfSet(
                "output_adapter.email.from_address",
                .mailAddress,
                "The sender; without it `no-reply@` and `server.hostname`."
            ) ?? "no-reply@\(serverHostname.contains(":") ? "localhost" : serverHostname)"
        displayName = reader.readIfSet(
            "output_adapter.email.signature",
            .text,
            "The sender's name, shown beside the address."
        )
        replyTo = reader.readIfSet(
            "output_adapter.email.reply_to",
            .mailAddress,
            "Where answers go, if not to the sender."
        )
        hostname = reader.read(
            "output_adapter.email.hostname",
            .hostname,
            default: "localhost",
            "The mail server."
        )
        port = reader.read("output_adapter.email.port", .port, default: 587, "The mail server's port.")
        security = Self.security(reading: &reader, port: port)
        credentials = Self.credentials(reading: &reader)
        sessions = reader.read(
            "rekey.mail.sessions",
            .integer(1...64),
            default: 4,
            "Connections to the mail server kept at most."
        )
        connectTimeout = reader.read(
            "rekey.mail.connect_timeout",
            .duration(.seconds, from: "1s", to: "5m"),
            default: "10s",
            "How long a connection to the mail server may take."
        )
        replyTimeout = reader.read(
            "rekey.mail.reply_timeout",
            .duration(.seconds, from: "1s", to: "10m"),
            default: "60s",
            "How long the mail server may take to take one mail."
        )
        certificateAuthorityFile = reader.readIfSet(
            "rekey.mail.certificate_authority_file",
            .nonEmptyText,
            "Whom to trust to vouch for the mail server, PEM; without it the system's authorities."
        )
        verifiesCertificate = reader.read(
            "rekey.mail.verify_certificate",
            .boolean,
            default: true,
            "`false` takes any certificate from the mail server."
        )
        helloName = reader.read(
            "rekey.mail.hello_name",
            .hostname,
            default: "$ref{server.hostname}",
            "What Rekey calls itself to the mail server."
        )
        templateFolder = reader.readIfSet(
            "rekey.mail.template_folder",
            .nonEmptyText,
            "A folder with mail templates of your own, such as `passwordReset.en_US.html`."
        )
        reader.settle("output_adapter.email.from_address", as: .string(fromAddress), from: "server.hostname")
        check(with: &reader)
    }

    private static func security(reading reader: inout SettingsReader, port: Int) -> Security {
        let startTLS = reader.read(
            "output_adapter.email.enable_start_tls",
            .boolean,
            default: true,
            "Whether to ask the mail server for STARTTLS; port 465 has TLS from the start."
        )
        let written = reader.readIfSet(
            "rekey.mail.security",
            .oneOf(Security.self),
            "Stated outright instead of by `enable_start_tls` and the port; a server that cannot is not used."
        )
        let security = written ?? (port == 465 ? .tls : startTLS ? .startTLS : .none)
        reader.settle("rekey.mail.security", as: .string(security.rawValue), from: "enable_start_tls and port")
        return security
    }

    private static func credentials(reading reader: inout SettingsReader) -> Credentials? {
        let username = reader.readIfSet(
            "output_adapter.email.username",
            .text,
            "Who signs in at the mail server."
        )
        let password = reader.readIfSet(
            "output_adapter.email.password",
            .secret,
            "The password for the mail server."
        )
        let isAuthenticated =
            reader.readIfSet(
                "output_adapter.email.enable_authentication",
                .boolean,
                "Whether to sign in at the mail server; without it, when a user name is set."
            ) ?? (username != nil)
        reader.settle("output_adapter.email.enable_authentication", as: .boolean(isAuthenticated), from: "username")
        guard isAuthenticated else { return nil }
        guard let username, let password else {
            let missing = username == nil ? "username" : "password"
            let key = username == nil ? "enable_authentication" : "username"
            reader.refuse("output_adapter.email.\(key)", "signing in needs output_adapter.email.\(missing)")
            return nil
        }
        return Credentials(username: username, password: password)
    }

    private func check(with reader: inout SettingsReader) {
        if delivery == .mailbox, !reader.isDemo {
            // Whoever sees the mailbox can reset every password.
            reader.refuse("rekey.mail.delivery", "the mailbox page shows every reset link: demo mode only")
        }
        if delivery == .mailbox, !relays {
            reader.refuse("rekey.mail.relay", "demo mode has nobody else to deliver")
        }
        if delivery == .smtp, !reader.isWritten("output_adapter.email.hostname") {
            reader.note("output_adapter.email.hostname", "no mail server is named: mail goes to localhost:\(port)")
        }
        if credentials != nil, security == .none {
            reader.note("rekey.mail.security", "the mail server's password is sent in clear")
        }
    }
}
