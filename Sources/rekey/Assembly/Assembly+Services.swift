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
        let heartbeat: Heartbeat? = settings.email.relays ? self.heartbeat : nil
        let readiness = Readiness(database: database, relay: heartbeat)
        let watch = SchemaWatch(Self.migrator, of: database, telling: readiness, logger: logger)
        let signals = NodeSignals(
            database,
            actions: [
                .outbox: { [outbox] in outbox.heard() }, .tenants: { [tenants] in tenants.forgetAll() },
                .schema: { watch.ring() },
            ]
        )
        var services: [any Service] = [signals, watch, FlowSweeper(recovery: recovery, logger: logger)]
        if let heartbeat { services.append(try relay(into: mailbox, as: nodeID(), beating: heartbeat)) }
        services.append(RequestResolver(recovery: recovery, logger: logger))
        services += try webServer(mailbox, readiness).services(onRunning: onRunning)
        services.append(Drain(readiness, delay: .microseconds(settings.drain.delay)))
        return services
    }

    /// What `rekey relay` runs: delivery, and the tidying up that any node does.
    func relayServices() throws -> [any Service] {
        [
            NodeSignals(database, actions: [.outbox: { [outbox] in outbox.heard() }]),
            FlowSweeper(recovery: recovery, logger: logger),
            // A server on the same data folder is another holder of mails.
            try relay(into: nil, as: nodeID() + "/relay", beating: heartbeat),
        ]
    }

    private func nodeID() throws -> String { try DataFolder(path: settings.dataDirectory).nodeID() }

    /// Patient with a mail server that takes all the time that it is given.
    private var heartbeat: Heartbeat {
        let delivery = settings.email.connectTimeout + settings.email.replyTimeout
        return Heartbeat(patience: .seconds(60) + .microseconds(2 * delivery))
    }

    private func relay(into mailbox: Mailbox?, as node: String, beating heartbeat: Heartbeat) throws -> Relay {
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
            node: node,
            heartbeat: heartbeat,
            logger: logger
        )
    }

    private func webServer(_ mailbox: Mailbox?, _ readiness: Readiness) throws -> WebServer {
        let pages = try Pages(identity: .init(settings.server))
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
        let console = Console(
            operators: Operators(database: database, credentials: credentials, sessions: sessions, audit: audit),
            activities: Activities(database: database, surroundings: surroundings),
            recovery: recovery,
            mailQueue: MailQueue(database: database, outbox: outbox, audit: audit, surroundings: surroundings),
            users: users,
            auditLog: AuditLog(database: database, audit: audit),
            tenants: tenants,
            pages: pages,
            keys: keys,
            surroundings: surroundings
        )
        let routes = Routes(
            portal: portal,
            console: console,
            recovery: recovery,
            tenants: tenants,
            credentials: credentials,
            application: ClientApplication(settings.portalClient),
            readiness: readiness,
            mailbox: mailbox,
            pages: pages,
            surroundings: surroundings,
            networks: networks,
            hostname: settings.server.hostname,
            isStrictTransport: settings.tls.files != nil
        )
        return WebServer(
            routes: routes,
            listeners: try .init(settings),
            logger: logger
        )
    }

    /// What runs where the database is one of a later release's: listeners that say so, and nothing that could write.
    static func outOfService(
        _ settings: Settings,
        _ logger: Logger,
        onRunning: @escaping @Sendable () async -> Void
    ) throws -> [any Service] {
        let routes = OutOfServiceRoutes(
            pages: try Pages(identity: .init(settings.server)),
            surroundings: .machine,
            networks: TrustedNetworks(settings.server),
            hostname: settings.server.hostname,
            isStrictTransport: settings.tls.files != nil,
            wso2Answers: settings.compatibility.wso2Answers
        )
        return try WebServer(routes: routes, listeners: .init(settings), logger: logger).services(onRunning: onRunning)
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
