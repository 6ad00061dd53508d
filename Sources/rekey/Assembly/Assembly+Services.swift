import Accounts
import Logging
import Mail
import Recovery
import ServiceLifecycle
import Settings
import Web

/// What runs while the server serves.
extension Assembly {
    /// The services, in the order of their start; they stop in the opposite one, so that requests
    /// end before what they rely on.
    ///
    /// `onRunning`: called once the main listener answers.
    func services(onRunning: @escaping @Sendable () async -> Void) throws -> [any Service] {
        let mailbox =
            settings.email.delivery == .mailbox
            ? Mailbox(database: database, surroundings: surroundings) : nil
        return [
            FlowSweeper(recovery: recovery, logger: logger),
            try relay(into: mailbox),
            RequestResolver(recovery: recovery, logger: logger),
        ] + (try webServer(mailbox).services(onRunning: onRunning))
    }

    private func relay(into mailbox: Mailbox?) throws -> Relay {
        let channel: any NotificationChannel =
            if let mailbox {
                MailboxChannel(mailbox: mailbox)
            } else {
                MailChannel(
                    transport: SMTPTransport(SMTPSettings(settings.email), logger: logger),
                    envelopeSender: try MailAddress(settings.email.fromAddress)
                )
            }
        return Relay(
            database: database,
            outbox: outbox,
            composer: composer,
            channel: channel,
            audit: audit,
            surroundings: surroundings,
            parallel: settings.email.sessions,
            node: try DataFolder(path: settings.dataDirectory).nodeID(),
            logger: logger
        )
    }

    private func webServer(_ mailbox: Mailbox?) throws -> WebServer {
        let pages = try Pages(
            identity: .init(
                organizationName: recovery.rules.organizationName,
                supportContact: recovery.rules.supportContact
            )
        )
        let sessions = Sessions(
            database: database,
            audit: audit,
            surroundings: surroundings,
            idle: Span(microseconds: settings.sessions.idleLifetime),
            absolute: Span(microseconds: settings.sessions.absoluteLifetime)
        )
        let portal = Portal(
            recovery: recovery,
            passwords: passwords,
            credentials: credentials,
            sessions: sessions,
            users: users,
            pages: pages,
            templates: templates,
            keys: keys,
            surroundings: surroundings,
            mailbox: mailbox,
            mailSender: settings.email.displayName ?? settings.email.fromAddress
        )
        let routes = Routes(
            portal: portal,
            recovery: recovery,
            tenants: tenants,
            credentials: credentials,
            application: ClientApplication(settings.portalClient),
            mailbox: mailbox,
            pages: pages,
            surroundings: surroundings,
            networks: networks,
            hostname: settings.server.hostname,
            isStrictTransport: settings.tls.files != nil
        )
        return WebServer(
            routes: routes,
            listeners: .init(
                address: settings.server.listenAddress,
                httpsPort: settings.server.httpsPort,
                httpPort: settings.server.httpPort,
                certificate: settings.server.usesTLS ? try certificate() : nil,
                publicURL: settings.server.publicURL
            ),
            logger: logger
        )
    }

    /// Sends one test message and returns the conversation.
    func probeMail(to recipient: MailAddress) async throws -> SMTPProbe {
        let sender = try NotificationComposer.Sender(settings.email)
        let message = MailMessage(
            from: sender.from,
            replyTo: sender.replyTo,
            to: recipient,
            subject: "Test message from Rekey",
            text: "This message shows that Rekey at \(settings.server.publicURL) can send mail.\n",
            html: nil,
            language: "en-US",
            messageID: "\(surroundings.uuid())@\(settings.server.hostname)",
            date: surroundings.now().microseconds
        )
        let transport = SMTPTransport(SMTPSettings(settings.email), logger: logger)
        let probe = await transport.probe(try message.encoded(), from: sender.from, to: recipient)
        await transport.shutdown()
        return probe
    }
}
