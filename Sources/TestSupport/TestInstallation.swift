package import Accounts
import Cryptography
import Logging
package import Mail
package import Recovery
package import Storage

/// A whole installation below HTTP, on a database of its own, with a clock that the test owns.
package struct TestInstallation: Sendable {
    package let clock: TestClock
    package let database: any Database
    package let keys: Keys
    package let limits: Limits
    package let tenants: Tenants
    package let users: Users
    package let operators: Operators
    package let passwords: Passwords
    package let credentials: Credentials
    package let audit: AuditTrail
    package let outbox: Outbox
    package let mailQueue: MailQueue
    private let composer: NotificationComposer
    package let channel: RecordingChannel
    package let relay: Relay
    package let recovery: PasswordRecovery
    package let resolver: RequestResolver
    package let sweeper: FlowSweeper
    package let tenant: Tenant
    package let templates: NotificationTemplates

    /// What a test may want otherwise.
    package struct Options: Sendable {
        package var rules = RecoveryRules(
            isEnabled: true,
            codeLifetime: .minutes(30),
            tolerance: .seconds(0),
            mostWrongCodes: 5,
            notifiesOnReset: true,
            managesNotifications: true,
            notifiesUserExistence: false,
            notifiesAccountStatus: false,
            storesIdentityClaims: true,
            wso2Answers: false,
            publicURL: "https://id.example.com",
            organizationName: "Example",
            supportContact: "help@example.com"
        )
        package var limits: [LimitKind: LimitRule] = [:]
        package var rememberedPasswords = 0
        package var locking: LockPolicy?
        package var policy = PasswordPolicy()

        package init() {}
    }

    package static let client = Client(
        address: "192.0.2.7",
        network: "192.0.2.7",
        userAgent: "Mozilla/5.0 Firefox/140.0 Windows",
        requestID: "test"
    )

    /// `database`: migrated already.
    package init(database: any Database, options: Options = Options()) async throws {
        let clock = TestClock()
        let surroundings = clock.surroundings
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        // Cheap parameters: these tests are not about the hash.
        let hasher = PasswordHasher(
            parameters: Argon2Parameters(memoryKiB: 64, iterations: 1, parallelism: 1),
            threads: 2,
            waitingLimit: 1_000
        )
        let keys = Keys(master: .generate())
        self.clock = clock
        self.database = database
        self.keys = keys
        limits = Limits(rules: options.limits, key: keys.identifiers)
        audit = AuditTrail(surroundings: surroundings)
        passwords = Passwords(hasher: hasher, policy: options.policy, remembered: options.rememberedPasswords)
        credentials = Credentials(
            database: database,
            hasher: hasher,
            limits: limits,
            locking: options.locking,
            audit: audit,
            key: keys.credentials,
            surroundings: surroundings
        )
        tenants = Tenants(database: database, audit: audit, surroundings: surroundings)
        users = Users(
            database: database,
            passwords: passwords,
            credentials: credentials,
            audit: audit,
            surroundings: surroundings,
            stores: ["PRIMARY", "SECONDARY"]
        )
        operators = Operators(
            database: database,
            credentials: credentials,
            sessions: Sessions(
                database: database,
                audit: audit,
                surroundings: surroundings,
                idle: .minutes(30),
                absolute: .hours(12)
            ),
            audit: audit
        )
        outbox = Outbox(key: keys.outbox, surroundings: surroundings, messageDomain: "id.example.com", bell: Bell())
        mailQueue = MailQueue(database: database, outbox: outbox, audit: audit, surroundings: surroundings)
        channel = RecordingChannel()
        templates = try NotificationTemplates.builtIn()
        composer = NotificationComposer(
            templates: templates,
            sender: .init(from: try MailAddress("no-reply@example.com", name: "Example"), replyTo: nil)
        )
        relay = Relay(
            database: database,
            outbox: outbox,
            composer: composer,
            channel: channel,
            audit: audit,
            surroundings: surroundings,
            parallel: 4,
            node: "node",
            logger: logger
        )
        recovery = PasswordRecovery(
            database: database,
            passwords: passwords,
            credentials: credentials,
            limits: limits,
            outbox: outbox,
            audit: audit,
            keys: keys,
            surroundings: surroundings,
            rules: options.rules,
            callbacks: [:],
            defaultCallbacks: CallbackPolicy(
                allowed: ["https://id.example.com/", "https://app.example.com/back"].compactMap(CallbackURL.init),
                pattern: nil
            ),
            bell: Bell(),
            logger: logger
        )
        resolver = RequestResolver(recovery: recovery, logger: logger)
        sweeper = FlowSweeper(recovery: recovery, logger: logger)
        tenant = try await Installation(
            database: database,
            passwords: passwords,
            audit: audit,
            surroundings: surroundings
        ).prepareSuperTenant()
    }

    /// Another relay on the same outbox.
    package func relay(named node: String, over channel: any NotificationChannel) -> Relay {
        Relay(
            database: database,
            outbox: outbox,
            composer: composer,
            channel: channel,
            audit: audit,
            surroundings: clock.surroundings,
            parallel: 4,
            node: node,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    // MARK: Shortcuts

    package func addKim(
        store: String = User.primaryStore,
        email: String? = "kim@example.com",
        to other: Tenant? = nil
    ) async throws -> User {
        var claims = [Claim.givenName: "Kim"]
        claims[Claim.emailAddress] = email
        return try await users.add(
            .init(username: "kim", store: store, password: Password("Forgotten-1!"), claims: claims),
            to: other ?? tenant,
            by: "test"
        )
    }

    package func ask(
        _ identifier: String = "kim",
        realm: String? = "PRIMARY",
        kind: RecoveryAsk.Kind = .start,
        callback: String? = nil,
        properties: [String: String] = [:]
    ) -> RecoveryAsk {
        RecoveryAsk(
            kind: kind,
            identifier: identifier,
            realm: realm,
            acceptsAddress: false,
            callback: callback,
            properties: properties
        )
    }

    /// Asks, resolves and delivers.
    ///
    /// Returns what was mailed by it.
    @discardableResult
    package func mail(_ ask: RecoveryAsk) async throws -> [MailMessage] {
        let before = channel.messages.count
        _ = try await recovery.start(ask, notify: true, at: tenant, initiator: "test", client: Self.client)
        while try await resolver.resolveWaiting() > 0 {}
        while try await relay.deliverDue() > 0 {}
        return Array(channel.messages.dropFirst(before))
    }

    /// Asks for kim and resolves, without delivering.
    package func queueOne() async throws {
        _ = try await recovery.start(ask(), notify: true, at: tenant, initiator: "test", client: Self.client)
        try await resolver.resolveWaiting()
    }

    /// Does what the clock has made due.
    package func sweep() async throws {
        try await sweeper.sweep()
    }

    /// The code of a fresh recovery of kim, handed over.
    package func code() async throws -> String {
        let answer = try await recovery.start(
            ask(),
            notify: false,
            at: tenant,
            initiator: "test",
            client: Self.client
        )
        guard case .code(let code) = answer else { throw Failure.unexpected("no code was handed over") }
        return code
    }

    @discardableResult
    package func reset(_ code: String, to password: String, at other: Tenant? = nil) async throws -> QualifiedUsername {
        try await recovery.reset(
            code: code,
            password: password,
            at: other ?? tenant,
            initiator: "test",
            client: Self.client
        )
    }

    /// The operator of that name, whose password is `Forgotten-1!`.
    package func signedIn(_ name: String, at other: Tenant? = nil) async throws -> Operator {
        let place = other ?? tenant
        let result = try await operators.signIn(
            name,
            "Forgotten-1!",
            at: place,
            replacing: nil,
            client: Self.client
        )
        guard case .signedIn(let secret) = result, let acting = try await operators.find(secret, at: place) else {
            throw Failure.unexpected("\(name) is no operator")
        }
        return acting
    }

    /// Whether the password is kim's.
    package func knows(_ password: String, username: String = "PRIMARY/kim") async throws -> Bool {
        try await credentials.verify(
            username: username,
            password: password,
            tenant: tenant,
            client: Self.client
        ) != nil
    }
}

extension MailMessage {
    /// The code in the mailed link.
    package var code: String? {
        text.split(whereSeparator: \.isWhitespace).lazy
            .compactMap { word in word.firstRange(of: "/r/").map { String(word[$0.upperBound...]) } }
            .first
    }
}
