package import Mail

/// Delivers through a mail server.
package struct MailChannel: NotificationChannel {
    private let transport: SMTPTransport
    /// The envelope's sender, where bounces go (RFC 5321, 4.4).
    private let envelopeSender: MailAddress

    package init(transport: SMTPTransport, envelopeSender: MailAddress) {
        self.transport = transport
        self.envelopeSender = envelopeSender
    }

    package func close() async {
        await transport.shutdown()
    }

    package func deliver(_ message: MailMessage) async -> DeliveryOutcome {
        let bytes: [UInt8]
        do {
            bytes = try message.encoded()
        } catch {
            return .rejected(reply: "The message could not be composed: \(error)")
        }
        return switch await transport.send(bytes, from: envelopeSender, to: message.to) {
        case .accepted(let reply): .delivered(reply: reply)
        case .deferred(let reply): .deferred(reply: reply)
        case .rejected(let reply): .rejected(reply: reply)
        case .stalled(let reason): .stalled(reason: reason)
        case .unreachable(let reason): .unreachable(reason: reason)
        }
    }
}
