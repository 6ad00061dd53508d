import Mail
import Testing

/// Against a real server that says no.
@Suite(.enabled(if: Python.isThere, Python.skipped), .timeLimit(.minutes(1))) struct SMTPRefusalTests {
    @Test("A refusal at any stage is a verdict, and the next message goes through")
    func stages() async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server)
        for stage in ["mail", "rcpt", "data", "end"] {
            for code in [421, 450, 451, 452, 500, 530, 535, 550, 552, 554] {
                let wish = "\(stage)-\(code)@example.com"
                let outcome = try await transport.send(from: wish, to: stage == "mail" ? "kim@example.com" : wish)
                let reply = "\(code) \(code / 100).7.0 As you wished"
                let isAboutSignIn = code == 530 || code == 535
                let expected =
                    code < 500 || isAboutSignIn ? SMTPOutcome.deferred(reply: reply) : .rejected(reply: reply)
                #expect(outcome == expected, "\(stage) \(code)")
                #expect(try await transport.send(to: "kim@example.org").isAccepted, "after \(stage) \(code)")
            }
        }
        await transport.shutdown()
    }

    @Test("A message larger than the server takes is refused before it is sent")
    func tooLarge() async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server)
        let message = [UInt8](repeating: UInt8(ascii: "x"), count: 40_000_001)
        let address = try MailAddress("kim@example.org")
        let outcome = await transport.send(message, from: address, to: address)
        guard case .rejected(let reply) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reply.hasPrefix("552 "))
        await transport.shutdown()
    }

    @Test("A wrong password is deferred, and neither reply nor transcript repeats it")
    func wrongPassword() async throws {
        let server = try MailServer(["--user", "rekey", "--password", "right"])
        let transport = await SMTPTransport(to: server) {
            $0.credentials = .init(username: "rekey", password: "wrong-password")
        }
        #expect(
            try await transport.send(to: "kim@example.org")
                == .deferred(reply: "535 5.7.8 Authentication credentials invalid")
        )
        let address = try MailAddress("kim@example.org")
        let probe = await transport.probe(Array("x".utf8), from: address, to: address)
        let text = probe.transcript.joined(separator: "\n")
        #expect(text.contains("→ AUTH PLAIN ***"))
        #expect(!text.contains("wrong-password") && !text.contains("AHJla2V5"))
        await transport.shutdown()
    }

    @Test("A server that wants a sign-in we have none for defers")
    func missingPassword() async throws {
        let server = try MailServer(["--user", "rekey", "--password", "right"])
        let transport = await SMTPTransport(to: server)
        #expect(
            try await transport.send(to: "kim@example.org") == .deferred(reply: "530 5.7.0 Authentication required")
        )
        await transport.shutdown()
    }

    @Test("A refusal by a server that let us not sign in is not the message's fault")
    func noSignInOffered() async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server) {
            $0.credentials = .init(username: "rekey", password: "right")
        }
        #expect(
            try await transport.send(to: "rcpt-554@example.org") == .deferred(reply: "554 5.7.0 As you wished")
        )
        await transport.shutdown()
    }
}
