import Testing

@testable import Mail

@Suite struct SMTPReplyTests {
    private static func reply(_ lines: [String]) -> SMTPReply {
        var reply = SMTPReply()
        for line in lines {
            Array(line.utf8).withUnsafeBytes { reply.take($0) }
        }
        return reply
    }

    @Test(
        "A reply is told in one clean line",
        arguments: [
            ([], 0, ""),
            (["250 OK\r\n"], 250, "250 OK"),
            (["250\r\n"], 250, "250"),
            (["550-5.1.1 No\r\n", "550 5.1.1 such user\r\n"], 550, "550 5.1.1 No 5.1.1 such user"),
            (["550 a\u{1B}[31mb\0c\u{202E}d\r\n"], 550, "550 a [31mb cd"),
            (["nonsense\r\n", "", "250 OK\r\n"], 250, "250 OK"),
            (["550 hunter2 is wrong\r\n"], 550, "550 *** is wrong"),
        ] as [([String], Int, String)]
    )
    func table(_ lines: [String], code: Int, text: String) {
        let reply = Self.reply(lines)
        #expect(reply.code == code)
        #expect(reply.text(without: ["hunter2"]) == text)
    }

    @Test("A reply without an end is cut off")
    func endless() {
        let reply = Self.reply(Array(repeating: "550-" + String(repeating: "é", count: 300) + "\r\n", count: 1_000))
        #expect(reply.text(without: []).utf8.count <= 503)
    }

    @Test("Credentials show themselves nowhere")
    func quiet() {
        let credentials = SMTPSettings.Credentials(username: "rekey", password: "hunter2")
        var text = "\(credentials) \(String(reflecting: credentials)) "
        dump(credentials, to: &text)
        let settings = SMTPSettings(host: "h", port: 25, security: .plain, credentials: credentials, helloName: "h")
        dump(settings, to: &text)
        text += "\(settings)"
        #expect(!text.contains("hunter2"))
    }
}
