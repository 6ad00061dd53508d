import Mail
import Testing

@Suite(.enabled(if: Python.isThere, Python.skipped), .timeLimit(.minutes(1))) struct SMTPShutdownTests {
    @Test("After the end nothing is sent, and ending twice is no fault")
    func closed() async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server)
        #expect(try await transport.send(to: "kim@example.org").isAccepted)
        await transport.shutdown()
        await transport.shutdown()
        #expect(try await transport.send(to: "late@example.org").reason?.contains("shutting down") == true)
    }

    @Test("A message under way is given up on after the grace, one that waits is given back at once")
    func brokenOff() async throws {
        let server = try MailServer()
        let transport = await SMTPTransport(to: server) { $0.replyTimeout = 50_000 }
        let underWay = Task { try await transport.send(to: "end-hang@example.org") }
        _ = await server.first { $0.event == "connected" }
        let waiting = Task { try await transport.send(to: "kim@example.org") }
        let clock = ContinuousClock()
        let duration = await clock.measure { await transport.shutdown(grace: .milliseconds(200)) }
        #expect(duration < .seconds(10))
        #expect(try await underWay.value.reason?.contains("shutting down") == true)
        #expect(try await waiting.value.reason?.contains("shutting down") == true)
    }

    @Test("A server that does not answer QUIT holds nobody up for long")
    func hungQuit() async throws {
        let server = try MailServer.shared.get()
        let transport = await SMTPTransport(to: server) { $0.replyTimeout = 50_000 }
        #expect(try await transport.send(to: "quit-hang@example.org").isAccepted)
        let clock = ContinuousClock()
        let duration = await clock.measure { await transport.shutdown(grace: .milliseconds(200)) }
        #expect(duration < .seconds(10), "\(duration)")
    }

    @Test("A transport that is let go without a shutdown ends its sessions")
    func letGo() async throws {
        let server = try MailServer()
        do {
            let transport = await SMTPTransport(to: server)
            #expect(try await transport.send(to: "kim@example.org").isAccepted)
        }
        _ = await server.first { $0.event == "quit" }
    }
}
