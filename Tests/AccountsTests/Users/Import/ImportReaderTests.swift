import TestSupport
import Testing

@testable import Accounts

@Suite("Import: what is read")
struct ImportReaderTests {
    private static let hash = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OWFiY2RlZg"

    /// The text in pieces of that many bytes.
    private static func read(_ text: String, pieces: Int = 5) throws -> [ImportedUser] {
        var rest = Array(text.utf8)[...]
        var reader = try ImportReader(stores: ["PRIMARY", "SECONDARY"]) {
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
        var users: [ImportedUser] = []
        while let user = try reader.next() { users.append(user) }
        return users
    }

    @Test("CSV as programs write it", arguments: [1, 2, 3, 7, 1000])
    func csv(pieces: Int) throws {
        let users = try Self.read(
            """
            \u{FEFF}username,email,given_name,roles,http://wso2.org/claims/country\r
            kim,kim@example.com,"Kim ""K"", the 1st",admin; auditor,\r
            \r
            "zoë",,"two
            lines"
            """.replacing("\"two\nlines\"", with: "Zoë,,Österreich"),
            pieces: pieces
        )
        #expect(users.map(\.username) == ["kim", "zoë"])
        #expect(users.map(\.line) == [2, 4])
        #expect(users[0].claims == [Claim.emailAddress: "kim@example.com", Claim.givenName: "Kim \"K\", the 1st"])
        #expect(users[0].roles == ["admin", "auditor"])
        #expect(users[1].claims == [Claim.givenName: "Zoë", "http://wso2.org/claims/country": "Österreich"])
        #expect(users[1].store == "PRIMARY" && users[1].hash == nil && users[1].password == nil)
    }

    @Test("JSON lines")
    func json() throws {
        let users = try Self.read(
            """
            {"username": "kim", "store": "secondary", "password_hash": "\(Self.hash)", "roles": ["a", "b"]}

            {"username": "lee", "locale": "de_AT", "password": "Long enough 1!", "email": null, "roles": "a;b"}
            """
        )
        #expect(users.map(\.username) == ["kim", "lee"])
        #expect(users.map(\.line) == [1, 3])
        #expect(users[0].store == "SECONDARY" && users[0].hash?.text == Self.hash)
        #expect(users.map(\.roles) == [["a", "b"], ["a", "b"]])
        #expect(users[1].claims == [Claim.locale: "de_AT"] && users[1].password != nil)
    }

    @Test("Nothing is nobody", arguments: ["", "\n\r\n", "username\n", "username,email"])
    func nothing(text: String) throws {
        #expect(try Self.read(text).isEmpty)
    }

    @Test(
        "What cannot be a user is refused with its line",
        arguments: [
            ("email\nx@example.com", 1, "username"),
            ("username,nickname\nkim,x", 1, "nickname"),
            ("username,email,email\nkim,,", 1, "two columns"),
            ("username,email\nkim\n", 2, "1 fields"),
            ("username,email\nkim,,x\n", 2, "3 fields"),
            ("username\nkim\n\"lee", 3, "not closed"),
            ("username\nkim\nl\"ee\"", 3, "quotation mark"),
            ("username\n\"kim\"x", 2, "quotation mark"),
            ("username,email\n,x@example.com", 2, "no username"),
            ("username\na/b", 2, "cannot be a username"),
            ("username,store\nkim,NONE", 2, "user store"),
            ("username,email\nkim,not an address", 2, "not an email address"),
            ("username,given_name\nkim,\"a\nb\"", 2, "control characters"),
            ("username,password_hash\nkim,$2y$10$abcdefghijklmnopqrstuv", 2, "Argon2id"),
            ("username,password_hash,password\nkim,\"\(hash)\",Long enough 1!", 2, "and a password_hash"),
            ("username,password\nkim,\"a\tb\"", 2, "control"),
            ("{\"username\": \"kim\"}\n{\"username\": 7}", 2, "not a JSON object"),
            ("{\"username\": \"kim\"}\nlee", 2, "not a JSON object"),
            ("{\"nickname\": \"kim\"}", 1, "nickname"),
            ("{\"username\": [\"kim\"]}", 1, "username is a list"),
            ("username,given_name\nkim," + String(repeating: "x", count: 70_000), 2, "too long"),
        ] as [(String, Int, String)]
    )
    func refused(text: String, line: Int, reason: String) {
        let failure = #expect(throws: ImportFailure.self) { try Self.read(text, pieces: 1_000) }
        #expect(failure?.line == line)
        #expect(failure?.reason.contains(reason) == true)
        #expect(failure?.reason.contains("Long enough") == false)
    }

    @Test("Text that is not UTF-8 is refused")
    func encoding() {
        var pieces = [Array("username\nk".utf8) + [0xFC] + Array("r\n".utf8)]
        let failure = #expect(throws: ImportFailure.self) {
            var reader = try ImportReader(stores: ["PRIMARY"]) { pieces.isEmpty ? [] : pieces.removeFirst() }
            _ = try reader.next()
        }
        #expect(failure?.line == 2)
    }
}
