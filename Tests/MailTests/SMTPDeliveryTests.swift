import Foundation
import Logging
import Mail
import Testing

/// Against a real server that behaves.
@Suite(.enabled(if: Python.isThere, Python.skipped), .timeLimit(.minutes(1))) struct SMTPDeliveryTests {
    @Test("A message arrives byte for byte with its envelope, whatever its lines begin with")
    func plain() async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server)
        let recipient = try MailAddress("dots@example.org", name: "Not on the envelope")
        let lines = [".", "..", ".x", "a.", "", ".", "\t.", "From x", "", ""]
        let message = Array(("Subject: dots\r\n\r\n" + lines.joined(separator: "\r\n")).utf8)
        let outcome = await transport.send(message, from: try MailAddress("bounces@example.com"), to: recipient)
        #expect(outcome == .accepted(reply: "250 2.0.0 Ok: queued as 4F1"))
        let event = await server.message(to: recipient)
        #expect(event.content.map { Array($0) } == message)
        #expect(event.sender == "bounces@example.com")
        #expect(event.hello == "client.test")
        #expect(event.tls == false)
        await transport.shutdown()
    }

    @Test("A composed message arrives as it was composed")
    func composed() async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server)
        var message = try MailMessageTests.message()
        message.to = try MailAddress("composed@example.org", name: "Kim Müller")
        message.text = ".\n" + message.text + "\n.\n.\n"
        let bytes = try message.encoded()
        let outcome = await transport.send(bytes, from: message.from, to: message.to)
        #expect(outcome.isAccepted)
        #expect(await server.message(to: message.to).content.map { Array($0) } == bytes)
        await transport.shutdown()
    }

    @Test(
        "STARTTLS and implicit TLS, with a trusted certificate",
        arguments: [SMTPSettings.Security.startTLS, .implicitTLS]
    )
    func encrypted(_ security: SMTPSettings.Security) async throws {
        let certificate = try TestCertificate.shared.get()
        let mode = security == .startTLS ? "starttls" : "implicit"
        let server = try MailServer(["--tls", mode] + certificate.arguments)
        let transport = await SMTPTransport(to: server) {
            $0.host = "localhost"
            $0.security = security
            $0.certificateAuthorityFile = certificate.certificate
        }
        #expect(try await transport.send(to: "kim@example.org").isAccepted)
        #expect(try await server.message(to: MailAddress("kim@example.org")).tls == true)
        await transport.shutdown()
    }

    @Test("A certificate nobody vouches for, where that is allowed")
    func unverified() async throws {
        let certificate = try TestCertificate.shared.get()
        let server = try MailServer(["--tls", "starttls"] + certificate.arguments)
        let transport = await SMTPTransport(to: server) {
            $0.security = .startTLS
            $0.verifiesCertificate = false
        }
        #expect(try await transport.send(to: "kim@example.org").isAccepted)
        await transport.shutdown()
    }

    @Test("Sign-in by either mechanism, inside TLS", arguments: [("PLAIN", "LOGIN"), ("LOGIN", "PLAIN")])
    func signIn(_ mechanism: String, without other: String) async throws {
        let certificate = try TestCertificate.shared.get()
        let server = try MailServer(
            ["--tls", "starttls", "--user", "rekey", "--password", "p ä:ss=", "--without-mechanism", other]
                + certificate.arguments
        )
        let transport = await SMTPTransport(to: server) {
            $0.host = "localhost"
            $0.security = .startTLS
            $0.certificateAuthorityFile = certificate.certificate
            $0.credentials = .init(username: "rekey", password: "p ä:ss=")
        }
        #expect(try await transport.send(to: "kim@example.org").isAccepted)
        #expect(try await server.message(to: MailAddress("kim@example.org")).user == "rekey")
        #expect(server.events.filter { $0.event == "sign-in" }.map(\.mechanism) == [mechanism])
        await transport.shutdown()
    }

    @Test("A connection is kept from one message to the next")
    func kept() async throws {
        let server = try MailServer()
        let transport = await SMTPTransport(to: server)
        for number in 1...5 {
            #expect(try await transport.send(to: "kim\(number)@example.org").isAccepted)
        }
        #expect(server.connections == [1])
        await transport.shutdown()
        #expect(await server.first { $0.event == "quit" }.connection == 1)
    }

    @Test("Many at once use no more than the sessions allowed, and each arrives once")
    func parallel() async throws {
        let server = try MailServer()
        let transport = await SMTPTransport(to: server) { $0.sessions = 3 }
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<60 {
                group.addTask { (try? await transport.send(to: "kim\(number)@example.org").isAccepted) == true }
            }
            for await isAccepted in group {
                #expect(isAccepted)
            }
        }
        await transport.shutdown()
        for number in server.connections {
            _ = await server.first { $0.event == "quit" && $0.connection == number }
        }
        #expect((1...3).contains(server.connections.count))
        let recipients = server.events.filter { $0.event == "message" }.compactMap(\.recipient)
        #expect(Set(recipients).count == 60 && recipients.count == 60)
    }

    @Test("A probe tells the session and hides the credentials")
    func probe() async throws {
        let certificate = try TestCertificate.shared.get()
        let server = try MailServer(
            ["--tls", "starttls", "--user", "rekey", "--password", "hunter2"] + certificate.arguments
        )
        let transport = await SMTPTransport(to: server) {
            $0.host = "localhost"
            $0.security = .startTLS
            $0.certificateAuthorityFile = certificate.certificate
            $0.credentials = .init(username: "rekey", password: "hunter2")
        }
        let address = try MailAddress("kim@example.org")
        let probe = await transport.probe(Array("Subject: x\r\n\r\nx\r\n".utf8), from: address, to: address)
        #expect(probe.outcome.isAccepted)
        let spoken = probe.transcript.filter { !$0.hasPrefix("·") }
        #expect(
            spoken == [
                "← 220 mail.test Python SMTP \(spoken.first?.split(separator: " ").last ?? "")",
                "→ EHLO client.test", "← 250-mail.test", "← 250-SIZE 40000000", "← 250-8BITMIME", "← 250-STARTTLS",
                "← 250 HELP", "→ STARTTLS", "← 220 Ready to start TLS", "→ EHLO client.test", "← 250-mail.test",
                "← 250-SIZE 40000000", "← 250-8BITMIME", "← 250-AUTH LOGIN PLAIN", "← 250 HELP", "→ AUTH PLAIN ***",
                "← 235 2.7.0 Authentication successful", "→ MAIL FROM:<kim@example.org> SIZE=17", "← 250 OK",
                "→ RCPT TO:<kim@example.org>", "← 250 OK", "→ DATA", "← 354 End data with <CR><LF>.<CR><LF>",
                "→ (the message, 17 bytes)", "← 250 2.0.0 Ok: queued as 4F1",
            ]
        )
        #expect(probe.transcript.contains { $0.hasPrefix("· SSL connection using TLSv1.3") })
        await transport.shutdown()
    }
}
