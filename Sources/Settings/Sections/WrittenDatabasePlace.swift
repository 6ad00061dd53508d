/// What the file says about where the PostgreSQL server is, in WSO2's names.
///
/// Knows which of it can stand together; a URL of WSO2's driver is taken apart here.
struct WrittenDatabasePlace {
    private static let section = "database.identity_db"
    private static let driver = "jdbc:postgresql:"

    private let hostname: String?
    private let port: Int?
    private let name: String?
    private let username: String?
    private let password: Secret?
    private let url: Secret?

    init(reading reader: inout SettingsReader, isUsed: Bool) {
        hostname =
            reader.readIfSet(
                "database.identity_db.hostname",
                .tolerant(.databaseHost, !isUsed),
                "The PostgreSQL server, or the folder of its Unix socket."
            ) ?? nil
        port =
            reader.read(
                "database.identity_db.port",
                .tolerant(.port, !isUsed),
                default: 5432,
                "The PostgreSQL server's port."
            )
        name = reader.readIfSet("database.identity_db.name", .nonEmptyText, "The database.")
        username = reader.readIfSet("database.identity_db.username", .nonEmptyText, "Who signs in at the database.")
        password = reader.readIfSet("database.identity_db.password", .secret, "The password for the database.")
        url = reader.readIfSet(
            "database.identity_db.url",
            .secret,
            """
            In place of host, port, name and user: `postgresql://user:password@host:5432/name`; \
            of WSO2's `jdbc:postgresql://host:5432/name` user and password stand beside it.
            """
        )
    }

    /// Nil where there is none, which is then recorded.
    func place(with reader: inout SettingsReader) -> DatabaseServerSettings.Place? {
        if let url { return place(at: url, with: &reader) }
        guard let hostname else {
            reader.refuse(
                "\(Self.section).type",
                "needs \(Self.section).hostname, or \(Self.section).url",
                remedy: Self.lines("localhost", 5432, "rekey")
            )
            return nil
        }
        return host(hostname, port ?? 5432, name, for: "hostname", with: &reader)
    }

    private func host(
        _ host: String,
        _ port: Int,
        _ name: String?,
        for key: String,
        with reader: inout SettingsReader
    ) -> DatabaseServerSettings.Place? {
        guard let name, let username else {
            let missing = name == nil ? "name" : "username"
            reader.refuse("\(Self.section).\(key)", "needs \(Self.section).\(missing) beside it")
            return nil
        }
        return .host(host, port: port, database: name, username: username, password: password)
    }

    private func place(at url: Secret, with reader: inout SettingsReader) -> DatabaseServerSettings.Place? {
        let isDriver = url.revealed.hasPrefix(Self.driver)
        // Of two places that are named one is not meant, and which cannot be guessed.
        let others = ["hostname", "port", "name"] + (isDriver ? [] : ["username", "password"])
        if let other = others.first(where: { reader.isWritten("\(Self.section).\($0)") }) {
            reader.refuse("\(Self.section).\(other)", "stands beside \(Self.section).url, which says that already")
            return nil
        }
        guard isDriver else {
            // libpq looks at the rest when it connects: this is to find another product's URL.
            let isKnown = ["postgresql://", "postgres://"].contains { url.revealed.hasPrefix($0) }
            guard isKnown || (url.revealed.contains("=") && !url.revealed.contains("://")) else {
                reader.refuse(
                    "\(Self.section).url",
                    "is not one of PostgreSQL's",
                    remedy: ["url = \"postgresql://user:password@db.example.com:5432/rekey\""]
                )
                return nil
            }
            return .url(url)
        }
        let parts = Self.parts(of: url.revealed)
        guard parts.isWhole else {
            reader.refuse(
                "\(Self.section).url",
                "says more than jdbc:postgresql://host:5432/name, and what that is to Rekey is written otherwise",
                remedy: Self.lines(parts.host, parts.port, parts.name)
                    + ["", "[rekey.database]", "tls_mode = \"verify-full\"", "root_certificate_file = \"…\""]
            )
            return nil
        }
        return host(parts.host, parts.port, parts.name, for: "url", with: &reader)
    }

    private static func lines(_ host: String, _ port: Int, _ name: String) -> [String] {
        [
            "[\(section)]", "type = \"postgre\"", "hostname = \(DocumentValue.string(host))", "port = \(port)",
            "name = \(DocumentValue.string(name))", "username = \"…\"", "password = \"…\"",
        ]
    }

    /// What a URL of the driver's names; `isWhole`: and that is all it says.
    private static func parts(of url: String) -> (host: String, port: Int, name: String, isWhole: Bool) {
        let rest = url.dropFirst(driver.count)
        let place = rest.drop { $0 == "/" }
        let authority = place.prefix { $0 != "/" && $0 != "?" }
        let path = place.dropFirst(authority.count)
        let name = path.dropFirst().prefix { $0 != "?" && $0 != ";" && $0 != "/" }
        let host = authority.prefix { $0 != ":" && $0 != "," }
        let port = authority.dropFirst(host.count).dropFirst().prefix { $0.isASCII && $0.isNumber }
        let written = host + (port.isEmpty ? "" : ":" + port)
        let isHost = (try? SettingKind<String>.hostname.parse(.string(String(host)))) != nil
        return (
            host: isHost ? String(host) : "localhost",
            port: Int(port) ?? 5432,
            name: name.isEmpty ? "rekey" : String(name),
            isWhole: isHost && !name.isEmpty && rest == "//\(written)/\(name)" && 1...65535 ~= (Int(port) ?? 5432)
        )
    }
}

extension SettingKind where Value == String {
    /// What libpq takes for a host.
    fileprivate static var databaseHost: SettingKind {
        .text("a host name, or the folder of a Unix socket") { text throws(InvalidValue) in
            text.hasPrefix("/") ? text : try SettingKind<String>.hostname.parse(.string(text))
        }
    }
}
