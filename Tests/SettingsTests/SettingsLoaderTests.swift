import FoundationEssentials
import Testing

@testable import Settings

@Suite("Loading files")
struct SettingsLoaderTests {
    @Test("a file is read and named in messages as it was given")
    func file() throws {
        let path = try write(Data("[server]\nhostname = \"id.example\"\n".utf8))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let settings = try SettingsLoader.load(file: path)
        #expect(settings.server.hostname == "id.example")
        #expect(settings.origin("server.hostname")?.description == "\(path):2:1")
    }

    @Test("a file that is not there, or no file at all")
    func missing() throws {
        let failure = #expect(throws: SettingsFailure.self) { try SettingsLoader.load(file: "/no/such/file.toml") }
        #expect(failure?.description == "/no/such/file.toml: there is no such file; rekey init writes one")
        let folder = #expect(throws: SettingsFailure.self) { try SettingsLoader.load(file: "/") }
        #expect(folder?.description == "/: cannot be read")
        #expect(try SettingsLoader.load(file: nil).server.hostname == "localhost")
    }

    @Test("a file that is not text")
    func notText() throws {
        let path = try write(Data([0x61, 0x20, 0x3D, 0x20, 0x22, 0xFF, 0x22]))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let failure = #expect(throws: SettingsFailure.self) { try SettingsLoader.load(file: path) }
        #expect(failure?.description == "\(path): is not UTF-8")
    }

    @Test("every setting of the catalogue is shown once, with its default")
    func effective() throws {
        let settings = try load("")
        let single = Catalogue.declarations.filter { !$0.key.contains("*") }
        #expect(settings.effective.map(\.key) == single.map(\.key))
        for (shown, declaration) in zip(settings.effective, single) where shown.origin == .default {
            guard let standard = declaration.defaultValue else {
                #expect(shown.value == nil, "\(declaration.key)")
                continue
            }
            #expect(shown.value == standard.description || standard.description.contains("$ref{"), "\(declaration.key)")
        }
        #expect(settings.notices.map(\.key) == ["output_adapter.email.hostname"])
    }

    @Test("the template of rekey init loads without a remark")
    func template() throws {
        let settings = try load(DeploymentTemplate(hostname: "id.example.com", mailServer: "mail.example.com").text)
        #expect(settings.notices.isEmpty)
        #expect(settings.server.publicURL == "https://id.example.com:9443")
        #expect(settings.email.fromAddress == "no-reply@id.example.com")
        #expect(settings.email.hostname == "mail.example.com")
        #expect(settings.passwordReset.isEnabled)
        #expect(settings.passwordPolicy.minimumLength == 15)
        #expect(settings.recovery.allowedCallbacks.isEmpty)
        #expect(settings.superAdmin.password == nil)
    }

    @Test("what the template leaves commented out is right as well")
    func templateComments() throws {
        let text = DeploymentTemplate().text.replacing(/# (?=\w+ = |"https)/, with: "")
        let settings = try load(text, environment: ["SMTP_PASSWORD": "hidden", "DATABASE_PASSWORD": "hidden too"])
        #expect(settings.notices.isEmpty)
        #expect(settings.email.credentials?.username == "rekey")
        #expect(settings.recovery.allowedCallbacks == ["https://app.example.com/"])
        #expect(settings.server.trustedProxies.count == 1)
        #expect(settings.tls.files != nil)
        guard case .postgreSQL(let server) = settings.database.engine else {
            Issue.record("it is not PostgreSQL")
            return
        }
        let password = Secret("hidden too")
        let place = ("db.example.com", 5432, "rekey", "rekey")
        #expect(
            server.place
                == .host(place.0, port: place.1, database: place.2, username: place.3, password: password)
        )
        #expect(server.tlsMode == .verifyFull)
        #expect(server.rootCertificateFile == "/etc/rekey/database-ca.pem")
    }

    @Test("a strange data folder survives the template")
    func quoting() throws {
        let text = DeploymentTemplate(dataDirectory: "/srv/\"my\\data\"").text
        #expect(try load(text).dataDirectory == "/srv/\"my\\data\"")
    }

    private func write(_ bytes: Data) throws -> String {
        let name = "settings-\(UInt64.random(in: 0 ... .max)).toml"
        let path = FileManager.default.temporaryDirectory.appending(path: name).path
        try bytes.write(to: URL(filePath: path))
        return path
    }
}
