import Foundation
import Mail
import Testing

/// Against servers and networks that fail.
@Suite(.enabled(if: Python.isThere, Python.skipped), .timeLimit(.minutes(1))) struct SMTPFaultTests {
    @Test("A server that never answers is given up on, at any stage", arguments: ["mail", "rcpt", "data", "end"])
    func hang(_ stage: String) async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server) { $0.replyTimeout = 2_000 }
        let wish = "\(stage)-hang@example.com"
        let outcome = try await transport.send(from: wish, to: stage == "mail" ? "kim@example.com" : wish)
        #expect(outcome.reason?.contains("did not answer in time") == true, "\(outcome)")
        #expect(outcome.reason?.contains("may have taken it") == (stage == "end"))
        let next = try await transport.send(to: "kim@example.org")
        #expect(next.isAccepted, "\(next)")
        await transport.shutdown()
    }

    @Test("A connection whose last reply is owed is not used again, inside TLS either")
    func hangInsideTLS() async throws {
        let certificate = try TestCertificate.shared.get()
        let server = try MailServer(["--tls", "implicit"] + certificate.arguments)
        let transport = await SMTPTransport(to: server) {
            $0.host = "localhost"
            $0.security = .implicitTLS
            $0.certificateAuthorityFile = certificate.certificate
            $0.replyTimeout = 2_000
        }
        #expect(try await transport.send(to: "end-hang@example.org").reason != nil)
        #expect(try await transport.send(to: "rcpt-550@example.org") == .rejected(reply: "550 5.7.0 As you wished"))
        #expect(try await transport.send(to: "kim@example.org").isAccepted)
        await transport.shutdown()
    }

    @Test("A server that stops reading amid a message is given up on")
    func stall() async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server) { $0.replyTimeout = 2_000 }
        // More than the buffers of both sides hold.
        let message = [UInt8](repeating: UInt8(ascii: "x"), count: 30_000_000)
        let recipient = try MailAddress("body-stall@example.com")
        let outcome = await transport.send(message, from: recipient, to: recipient)
        #expect(outcome.reason?.contains("did not answer in time after it was sent the message") == true, "\(outcome)")
        await transport.shutdown()
    }

    @Test("A server that never greets is given up on")
    func silent() async throws {
        let server = try MailServer(["--greeting", ""])
        let transport = await SMTPTransport(to: server) { $0.connectTimeout = 300 }
        let outcome = try await transport.send(to: "kim@example.org")
        #expect(outcome.reason?.contains("did not answer in time") == true, "\(outcome)")
        await transport.shutdown()
    }

    @Test("A connection that breaks is no verdict", arguments: ["mail", "rcpt", "data", "body", "end"])
    func drop(_ stage: String) async throws {
        let server = try MailServer()
        let transport = await SMTPTransport(to: server)
        let wish = "\(stage)-drop@example.com"
        let outcome = try await transport.send(from: wish, to: stage == "mail" ? "kim@example.com" : wish)
        #expect(outcome.reason?.contains("broke the connection") == true, "\(outcome)")
        #expect(outcome.reason?.contains("may have taken it") == ["body", "end"].contains(stage))
        // A fresh connection is not tried a second time.
        #expect(server.connections == [1])
        #expect(try await transport.send(to: "kim@example.org").isAccepted)
        await transport.shutdown()
    }

    @Test(
        "A kept connection that the server closed meanwhile is replaced without a word",
        arguments: ["close", "deaf"]
    )
    func stale(_ action: String) async throws {
        let server = try MailServer()
        let transport = await SMTPTransport(to: server)
        #expect(try await transport.send(to: "after-\(action)@example.com").isAccepted)
        if action == "close" {
            _ = await server.first { $0.event == "disconnected" }
        }
        #expect(try await transport.send(to: "kim@example.org").isAccepted)
        #expect(server.connections == [1, 2])
        await transport.shutdown()
    }

    @Test("A kept connection that breaks once the message is on its way is not tried again: it may have arrived")
    func noSecondTry() async throws {
        let server = try MailServer()
        let transport = await SMTPTransport(to: server)
        #expect(try await transport.send(to: "kim@example.org").isAccepted)
        #expect(try await transport.send(to: "end-drop@example.org").reason != nil)
        #expect(server.connections == [1])
        await transport.shutdown()
    }

    @Test(
        "A greeting that turns us away is no verdict on the message",
        arguments: ["554 No service", "421 Later", "HTTP/1.1 400"]
    )
    func greeting(_ line: String) async throws {
        let server = try MailServer(["--greeting", line])
        let transport = await SMTPTransport(to: server) { $0.connectTimeout = 2_000 }
        let outcome = try await transport.send(to: "kim@example.org")
        #expect(outcome.reason != nil, "\(outcome)")
        if line.hasPrefix("5") || line.hasPrefix("4") {
            #expect(outcome.reason?.hasSuffix("turned the connection away: \(line)") == true, "\(outcome)")
        }
        await transport.shutdown()
    }

    @Test("Nobody listens")
    func refused() async throws {
        let transport = SMTPTransport(port: 1)
        let outcome = try await transport.send(to: "kim@example.org")
        #expect(outcome.reason?.hasPrefix("No connection to the mail server 127.0.0.1:1") == true, "\(outcome)")
        await transport.shutdown()
    }

    @Test(
        "A host that is none",
        arguments: ["host.invalid", "no such host", "a/b", "user@127.0.0.1", "", "::g", "127.0.0.1:25/x?"]
    )
    func host(_ host: String) async throws {
        let transport = SMTPTransport(port: 25) { $0.host = host }
        #expect(try await transport.send(to: "kim@example.org").reason != nil)
        await transport.shutdown()
    }

    @Test("STARTTLS that is not offered ends the session before anything is said")
    func noStartTLS() async throws {
        let server = try MailServer(["--user", "rekey", "--password", "right"])
        let transport = await SMTPTransport(to: server) {
            $0.security = .startTLS
            $0.credentials = .init(username: "rekey", password: "right")
        }
        let outcome = try await transport.send(to: "kim@example.org")
        #expect(outcome.reason?.contains("does not offer STARTTLS, which is required") == true, "\(outcome)")
        #expect(!server.events.contains { $0.event == "sign-in" || $0.event == "message" })
        await transport.shutdown()
    }

    @Test(
        "A certificate that is not trusted, or is another host's, ends the session before anything is said",
        arguments: [SMTPSettings.Security.startTLS, .implicitTLS],
        [true, false]
    )
    func untrusted(_ security: SMTPSettings.Security, isKnown: Bool) async throws {
        let certificate = try TestCertificate.shared.get()
        let mode = security == .startTLS ? "starttls" : "implicit"
        let server = try MailServer(
            ["--tls", mode, "--user", "rekey", "--password", "right"] + certificate.arguments
        )
        let transport = await SMTPTransport(to: server) {
            // Known, but made out to localhost; or unknown.
            $0.host = isKnown ? "127.0.0.1" : "localhost"
            $0.certificateAuthorityFile = isKnown ? certificate.certificate : nil
            $0.security = security
            $0.credentials = .init(username: "rekey", password: "right")
        }
        let outcome = try await transport.send(to: "kim@example.org")
        #expect(outcome.reason?.contains("is not trusted") == true, "\(outcome)")
        #expect(!server.events.contains { $0.event == "sign-in" || $0.event == "message" })
        await transport.shutdown()
    }

    @Test("A file of authorities that is missing is named as the reason")
    func missingAuthorities() async throws {
        let certificate = try TestCertificate.shared.get()
        let server = try MailServer(["--tls", "implicit"] + certificate.arguments)
        let transport = await SMTPTransport(to: server) {
            $0.security = .implicitTLS
            $0.certificateAuthorityFile = "/nowhere/authorities.pem"
        }
        let outcome = try await transport.send(to: "kim@example.org")
        #expect(outcome.reason?.hasPrefix("The file of trusted certificate authorities") == true, "\(outcome)")
        await transport.shutdown()
    }
}
