import CPostgres

extension PostgreSQLSettings {
    /// The parameters of a connection in libpq's words; of a word that comes twice the later one holds.
    func parameters() throws(StorageFailure) -> [(name: String, value: String)] {
        var parameters = [
            // libpq refuses to wait for less than two seconds.
            ("connect_timeout", "\(max(2, connectTimeout.milliseconds / 1000))"),
            // A server that vanished without a word is noticed within half a minute.
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
            // Of several hosts the one that takes writes: after a failover the next connection finds it.
            ("target_session_attrs", "read-write"),
            // Saves a question to the server that no password answers.
            ("gssencmode", "disable"),
            ("application_name", applicationName),
        ]
        switch server {
        case .host(let host, let port, let database, let user, let password):
            parameters += [("host", host), ("port", "\(port)"), ("dbname", database), ("user", user)]
            if let password { parameters.append(("password", password.text)) }
        case .url(let url):
            try Self.check(url.text)
            parameters.append(("dbname", url.text))
        }
        if let tls { parameters.append(("sslmode", tls.rawValue)) }
        if let rootCertificateFile { parameters.append(("sslrootcert", rootCertificateFile)) }
        return parameters + [("client_encoding", "UTF8")]
    }

    /// Refuses a connection string that libpq or the server would complain of: their complaints repeat parts of it, and
    /// of a password that is not written as a URL wants it any part may be taken for something else.
    private static func check(_ url: String) throws(StorageFailure) {
        guard url.contains("=") || url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"),
            let options = PQconninfoParse(url, nil)
        else {
            throw StorageFailure(.unavailable, "the connection string is not one of PostgreSQL's")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            let value = option.pointee.val.map { String(cString: $0) } ?? ""
            let isRight =
                switch String(cString: keyword) {
                case "host", "dbname": !value.contains("@")
                case "port": value.allSatisfy { $0.isASCII && $0.isNumber || $0 == "," }
                default: true
                }
            guard isRight else {
                throw StorageFailure(.unavailable, "in the password of a URL @ is written %40, / %2F and : %3A")
            }
            option += 1
        }
    }
}
