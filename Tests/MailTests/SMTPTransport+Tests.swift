import Logging
import Mail

extension SMTPTransport {
    /// To the server, without TLS and with little patience unless `adjust` says otherwise.
    convenience init(to server: MailServer, adjust: (inout SMTPSettings) -> Void = { _ in }) async {
        self.init(port: await server.port, adjust: adjust)
    }

    convenience init(port: Int, adjust: (inout SMTPSettings) -> Void = { _ in }) {
        var settings = SMTPSettings(
            host: "127.0.0.1",
            port: port,
            security: .plain,
            helloName: "client.test",
            connectTimeout: 10_000,
            replyTimeout: 10_000,
            sessions: 1
        )
        adjust(&settings)
        self.init(settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func send(from sender: String = "no-reply@example.com", to recipient: String) async throws -> SMTPOutcome {
        let message = Array("Subject: Hello\r\n\r\nHello\r\n".utf8)
        return await send(message, from: try MailAddress(sender), to: try MailAddress(recipient))
    }
}

extension SMTPOutcome {
    var isAccepted: Bool {
        if case .accepted = self { true } else { false }
    }

    var reason: String? {
        switch self {
        case .stalled(let reason), .unreachable(let reason): reason
        case .accepted, .deferred, .rejected: nil
        }
    }
}

extension MailServer {
    /// The numbers of all connections so far.
    var connections: [Int] { events.filter { $0.event == "connected" }.compactMap(\.connection) }
}
