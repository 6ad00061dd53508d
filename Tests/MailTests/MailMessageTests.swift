import Testing

@testable import Mail

@Suite struct MailMessageTests {
    static func message() throws -> MailMessage {
        MailMessage(
            from: try MailAddress("no-reply@example.com", name: "Example, Inc."),
            replyTo: try MailAddress("help@example.com"),
            to: try MailAddress("kim@example.org", name: "Kim Müller"),
            subject: "Reset your password for Zürich",
            text: "Hello Kim,\n\nhttps://localhost:9443/r/Zm9vYmFyLWJhel8xMjM0NTY3ODkwYWJjZGVmZ2hpamts\n",
            html: "<p style=\"margin:0\">Grüße</p>\n",
            language: "en-US",
            messageID: "4f1c@example.com",
            date: 1_795_493_353_000_000
        )
    }

    static func encoded(_ message: MailMessage) throws -> String {
        String(decoding: try message.encoded(), as: UTF8.self)
    }

    @Test("A message with two parts")
    func twoParts() throws {
        let expected = """
            Date: Tue, 24 Nov 2026 04:09:13 +0000
            From: "Example, Inc." <no-reply@example.com>
            Reply-To: help@example.com
            To: =?UTF-8?Q?Kim_M=C3=BCller?= <kim@example.org>
            Subject: =?UTF-8?Q?Reset_your_password_for_Z=C3=BCrich?=
            Message-ID: <4f1c@example.com>
            Auto-Submitted: auto-generated
            X-Auto-Response-Suppress: All
            Content-Language: en-US
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_BOUNDARY"

            --=_BOUNDARY
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Hello Kim,

            https://localhost:9443/r/Zm9vYmFyLWJhel8xMjM0NTY3ODkwYWJjZGVmZ2hpamts

            --=_BOUNDARY
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p style=3D"margin:0">Gr=C3=BC=C3=9Fe</p>

            --=_BOUNDARY--

            """
        #expect(try Self.encoded(Self.message()) == Self.onTheWire(expected))
    }

    @Test("A message of text alone, without a Reply-To")
    func onePart() throws {
        var message = try Self.message()
        message.html = nil
        message.replyTo = nil
        message.text = "One line without an end"
        let expected = """
            Date: Tue, 24 Nov 2026 04:09:13 +0000
            From: "Example, Inc." <no-reply@example.com>
            To: =?UTF-8?Q?Kim_M=C3=BCller?= <kim@example.org>
            Subject: =?UTF-8?Q?Reset_your_password_for_Z=C3=BCrich?=
            Message-ID: <4f1c@example.com>
            Auto-Submitted: auto-generated
            X-Auto-Response-Suppress: All
            Content-Language: en-US
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            One line without an end

            """
        #expect(try Self.encoded(message) == Self.onTheWire(expected))
    }

    @Test("The same message is the same bytes; another Message-ID another boundary")
    func deterministic() throws {
        var message = try Self.message()
        let first = try message.encoded()
        #expect(try message.encoded() == first)
        message.messageID = "other@example.com"
        #expect(try message.encoded().count == first.count + 1)
    }

    @Test("A subject cannot start a field of its own")
    func injection() throws {
        var message = try Self.message()
        message.subject = "Hello\r\nBcc: eve@evil.example\r\n\r\nBody"
        let text = try Self.encoded(message)
        #expect(text.contains("\r\nSubject: Hello Bcc: eve@evil.example Body\r\n"))
    }

    @Test(
        "A Message-ID that could break the header is refused",
        arguments: [
            "", "plain", "a@b@c", "a b@c", "a@", "@b", "a@b\r\nBcc: x", "<a@b>", "é@b",
            "a@" + String(repeating: "b", count: 260),
        ]
    )
    func messageID(_ text: String) throws {
        var message = try Self.message()
        message.messageID = text
        #expect(throws: MailMessageFailure.messageID) { try message.encoded() }
    }

    @Test("A language that is no tag is refused", arguments: ["", "en_US", "en-", "en\r\nX: y", "ééé", "abcdefghi"])
    func language(_ text: String) throws {
        var message = try Self.message()
        message.language = text
        #expect(throws: MailMessageFailure.language) { try message.encoded() }
    }

    @Test("A message does not show itself where it is printed")
    func quiet() throws {
        let message = try Self.message()
        #expect("\(message) \(String(reflecting: message))" == "(mail message) (mail message)")
    }

    private static func onTheWire(_ text: String) throws -> String {
        let identifier = try encoded(message()).firstMatch(of: /boundary="=_([0-9a-z]+)"/)?.1 ?? ""
        return text.replacing("\n", with: "\r\n").replacing("=_BOUNDARY", with: "=_\(identifier)")
    }
}
