import Testing

@testable import Settings

@Suite("Where a value comes from")
struct PrecedenceTests {
    static let file = "[server]\nhostname = \"file.example\""
    static let environment = ["REKEY_SERVER__HOSTNAME": "environment.example"]
    static let flags = [(key: "server.hostname", value: "flag.example")]

    @Test("flags are stronger than the environment, the environment than the file, the file than the default")
    func order() throws {
        let everything = try load(Self.file, environment: Self.environment, flags: Self.flags)
        #expect(everything.server.hostname == "flag.example")
        #expect(everything.origin("server.hostname") == .flag)

        let withoutFlags = try load(Self.file, environment: Self.environment)
        #expect(withoutFlags.server.hostname == "environment.example")
        #expect(withoutFlags.origin("server.hostname") == .environment(variable: "REKEY_SERVER__HOSTNAME"))

        let fileAlone = try load(Self.file)
        #expect(fileAlone.server.hostname == "file.example")
        let place = SourcePosition(line: 2, column: 1)
        #expect(fileAlone.origin("server.hostname") == .file("deployment.toml", place))

        let nothing = try load("")
        #expect(nothing.server.hostname == "localhost")
        #expect(nothing.origin("server.hostname") == .default)
    }

    @Test("an empty variable is no value, and the last of two flags counts")
    func emptyAndTwice() throws {
        #expect(try load("", environment: ["REKEY_SERVER__HOSTNAME": ""]).server.hostname == "localhost")
        let flags = [(key: "rekey.log.level", value: "debug"), (key: "rekey.log.level", value: "error")]
        #expect(try load("", flags: flags).log.level == .error)
    }

    @Test("variables and flags are text whatever they are for")
    func text() throws {
        let settings = try load(
            "",
            environment: [
                "REKEY_LIMITS__ENABLED": "false",
                "REKEY_TRANSPORT__HTTPS__PROPERTIES__PROXYPORT": "443",
                "REKEY_SERVER__TRUSTED_PROXIES": "10.0.0.0/8, ::1",
                "REKEY_MODE": "demo",
            ],
            flags: [("rekey.server.https_port", "0"), ("identity_mgt.password_reset_email.reset_mail_validity", "90m")]
        )
        #expect(!settings.limits.isEnabled)
        #expect(settings.server.publicURL == "https://localhost")
        #expect(settings.server.trustedProxies.count == 2)
        #expect(settings.mode == .demo)
        #expect(settings.server.httpsPort == 0)
        #expect(settings.passwordReset.validity == Int64(90 * 60_000_000))
    }

    @Test("a reference in a variable or flag is text like any other")
    func noReferencesOutsideTheFile() throws {
        let settings = try load("", environment: ["REKEY_OUTPUT_ADAPTER__EMAIL__SIGNATURE": "$ref{server.hostname}"])
        #expect(settings.email.displayName == "$ref{server.hostname}")
    }

    @Test("unknown variables are found, those of container platforms left alone")
    func unknownVariables() {
        let environment = [
            "REKEY_SERVER__HOSTNAM": "x", "REKEY_PORT_9443_TCP_ADDR": "10.0.0.1", "REKEY_SERVICE_HOST": "10.0.0.1",
            "REKEY_MASTER_KEY": "x", "OTHER__X": "y",
        ]
        #expect(
            problems(of: "", environment: environment) == [
                "environment REKEY_SERVER__HOSTNAM: unknown variable; did you mean \"REKEY_SERVER__HOSTNAME\"?"
            ]
        )
    }

    @Test("what is wrong with a flag or variable says so")
    func wrongOutsideTheFile() {
        let found = problems(
            of: "[rekey.log]\nlevel = \"loud\"",
            environment: ["REKEY_LOG__FORMAT": "xml"],
            flags: [("rekey.server.https_port", "70000"), ("rekey.sever.https_port", "1")]
        )
        #expect(found.count == 4)
        #expect(found[0].hasPrefix("deployment.toml:2:1: rekey.log.level: \"loud\" is not \"trace\" or"))
        #expect(
            found[1] == "environment REKEY_LOG__FORMAT: rekey.log.format: \"xml\" is not \"text\" or \"json\""
        )
        #expect(found.contains { $0.hasPrefix("command line: rekey.server.https_port: \"70000\" is not a whole") })
        #expect(found.contains { $0.hasSuffix("unknown key; did you mean \"rekey.server.https_port\"?") })
    }

    @Test("no two settings share a variable")
    func variables() {
        #expect(Set(Catalogue.declarations.map(\.variable)).count == Catalogue.declarations.count)
    }
}
