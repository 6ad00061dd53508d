import Testing

@testable import Settings

@Suite("Where the data is")
struct DatabaseTests {
    private static let server = """
        [database.identity_db]
        type = "postgre"
        hostname = "db.example.com"
        port = "5433"
        name = "rekey"
        username = "keeper"
        password = "hidden"

        """

    private func place(_ text: String) throws -> DatabaseServerSettings.Place? {
        guard case .postgreSQL(let server) = try load(text).database.engine else { return nil }
        return server.place
    }

    @Test("without a word it is SQLite")
    func standard() throws {
        #expect(try load("").database.engine == .sqlite)
        #expect(try load("").database.file == "data/rekey.db")
    }

    @Test("PostgreSQL, in the words of WSO2", arguments: ["postgre", "postgresql"])
    func postgreSQL(type: String) throws {
        let text = Self.server.replacing("\"postgre\"", with: "\"\(type)\"")
        let place = DatabaseServerSettings.Place.host(
            "db.example.com",
            port: 5433,
            database: "rekey",
            username: "keeper",
            password: Secret("hidden")
        )
        #expect(try self.place(text) == place)
        let settings = try load(text)
        #expect(settings.shown("database.identity_db.password") == Secret.mask)
        #expect(settings.notices(about: "database.identity_db.hostname").isEmpty)
    }

    @Test("how it is used: WSO2's pool, and what is Rekey's own")
    func pool() throws {
        let text =
            Self.server + """
                [database.identity_db.pool_options]
                maxActive = "20"
                maxWait = "60000"
                testOnBorrow = true

                [rekey.database]
                tls_mode = "verify-full"
                root_certificate_file = "/etc/rekey/database.pem"
                statement_timeout = "20s"
                """
        let settings = try load(text)
        guard case .postgreSQL(let server) = settings.database.engine else {
            Issue.record("not PostgreSQL")
            return
        }
        #expect((server.connections, server.waitTimeout) == (20, 60_000_000))
        #expect((server.tlsMode, server.rootCertificateFile) == (.verifyFull, "/etc/rekey/database.pem"))
        #expect(server.statementTimeout == 20_000_000)
        #expect(settings.notices(about: "database.identity_db.pool_options.testOnBorrow").count == 1)
    }

    @Test(
        "a URL, WSO2's included",
        arguments: [
            ("postgresql://keeper:hidden@db/rekey?sslmode=require", "", true),
            ("host=/run/postgresql dbname=rekey", "", true),
            ("jdbc:postgresql://db.example.com:5433/rekey", "username = 'keeper'\npassword = 'hidden'", false),
        ]
    )
    func url(url: String, beside: String, isKept: Bool) throws {
        let place = try place("[database.identity_db]\ntype = 'postgre'\nurl = '\(url)'\n\(beside)")
        let parts = DatabaseServerSettings.Place.host(
            "db.example.com",
            port: 5433,
            database: "rekey",
            username: "keeper",
            password: Secret("hidden")
        )
        #expect(place == (isKept ? .url(Secret(url)) : parts))
    }

    @Test("the environment names a server as well")
    func environment() throws {
        let settings = try load(
            "",
            environment: [
                "REKEY_DATABASE__IDENTITY_DB__TYPE": "postgresql",
                "REKEY_DATABASE__IDENTITY_DB__URL": "postgresql://db/rekey",
            ]
        )
        guard case .postgreSQL = settings.database.engine else {
            Issue.record("not PostgreSQL")
            return
        }
    }

    @Test(
        "a file of WSO2's that names another database starts on SQLite, whatever it says of it",
        arguments: ["h2", "mysql", "oracle", "mssql", "db2"]
    )
    func others(type: String) throws {
        let settings = try load(
            """
            [database.identity_db]
            type = "\(type)"
            url = "jdbc:\(type):./repository/database/WSO2IDENTITY_DB;LOCK_TIMEOUT=60000"
            hostname = "db example"
            port = "none"
            username = "wso2carbon"
            password = "wso2carbon"
            [database.identity_db.pool_options]
            maxActive = "-1"
            maxWait = "-1"
            """
        )
        #expect(settings.database.engine == .sqlite)
        #expect(settings.notices(about: "database.identity_db.type").count == 1)
        #expect(settings.notices(about: "database.identity_db.hostname") == ["WSO2's, not used by Rekey"])
    }

    @Test(
        "what cannot be together is refused at its key",
        arguments: [
            ("type = 'postgre'", "database.identity_db.type: needs"),
            ("type = 'postgre'\nhostname = 'db'\nname = 'a'", "database.identity_db.hostname: needs"),
            ("type = 'postgre'\nhostname = 'db'\nusername = 'a'", "database.identity_db.hostname: needs"),
            ("type = 'postgre'\nurl = 'postgresql://db/a'\nhostname = 'db'", "database.identity_db.hostname: "),
            ("type = 'postgre'\nurl = 'postgresql://db/a'\nusername = 'a'", "database.identity_db.username: "),
            ("type = 'postgre'\nurl = 'mysql://db/a'", "database.identity_db.url: is not one of PostgreSQL's"),
            ("type = 'postgre'\nurl = 'jdbc:postgresql://db/a?ssl=true'", "database.identity_db.url: "),
            ("type = 'postgre'\nurl = 'jdbc:postgresql://db,other/a'", "database.identity_db.url: "),
            ("type = 'postgre'\nurl = 'jdbc:postgresql://db/a'", "database.identity_db.url: needs"),
            ("hostname = 'db'", "database.identity_db.hostname: names a server"),
            ("url = 'postgresql://db/a'", "database.identity_db.url: names a server"),
            ("type = 'sqlite'\nhostname = 'db'", "database.identity_db.hostname: names a server"),
        ]
    )
    func impossible(lines: String, expected: String) {
        let found = problems(of: "[database.identity_db]\n\(lines)")
        #expect(found.count == 1, "\(found)")
        #expect(found.contains { $0.hasPrefix("deployment.toml:") && $0.contains(": " + expected) }, "\(found)")
    }

    @Test(
        "TLS that cannot hold what it promises is refused",
        arguments: [
            ("tls_mode = 'verify-full'", "rekey.database.tls_mode"),
            ("tls_mode = 'require'\nroot_certificate_file = '/a'", "rekey.database.root_certificate_file"),
            ("root_certificate_file = '/a'", "rekey.database.root_certificate_file"),
            ("tls_mode = 'always'", "rekey.database.tls_mode"),
        ]
    )
    func tls(lines: String, key: String) {
        let found = problems(of: Self.server + "[rekey.database]\n\(lines)")
        #expect(found.count == 1 && found[0].contains(key), "\(found)")
    }

    @Test("what is PostgreSQL's alone is refused on SQLite")
    func postgreSQLAlone() {
        let found = problems(of: "rekey.database.tls_mode = 'require'")
        #expect(found.count == 1 && found[0].contains("rekey.database.tls_mode"), "\(found)")
    }

    @Test("what a driver of WSO2's says in its URL comes back as lines to write")
    func remedy() throws {
        let failure = #expect(throws: SettingsFailure.self) {
            try load("[database.identity_db]\ntype = 'postgre'\nurl = 'jdbc:postgresql://db:5433/a?ssl=true'")
        }
        let remedy = try #require(failure?.problems.first?.remedy)
        #expect(
            remedy.contains("hostname = \"db\"") && remedy.contains("port = 5433") && remedy.contains("name = \"a\"")
        )
    }

    @Test(
        "a connection over the network that nothing protects is told",
        arguments: [("db.example.com", 1), ("localhost", 0), ("127.0.0.1", 0), ("/run/postgresql", 0)]
    )
    func unprotected(host: String, notices: Int) throws {
        let settings = try load(Self.server.replacing("db.example.com", with: host))
        #expect(settings.notices(about: "rekey.database.tls_mode").count == notices)
    }
}
