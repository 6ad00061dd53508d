import Accounts
import Cryptography
import Logging
import Mail
import Recovery
import Settings
import Storage
import Web

/// Everything, built once, top to bottom, from the settings.
struct Assembly: Sendable {
    let settings: Settings
    let logger: Logger
    let surroundings = Surroundings.machine
    let keys: Keys
    let database: any Database
    let limits: Limits
    let networks: TrustedNetworks
    let audit: AuditTrail
    let hasher: PasswordHasher
    let passwords: Passwords
    let credentials: Credentials
    let tenants: Tenants
    let users: Users
    let templates: NotificationTemplates
    let composer: NotificationComposer
    let outbox: Outbox
    let recovery: PasswordRecovery

    /// What the assembly is for.
    enum Duty {
        case serve, relay, command
    }

    /// Opens the installation: makes the data folder and the master key where they are missing and
    /// brings the database up to date.
    init(_ settings: Settings, for duty: Duty, environment: [String: String]) async throws {
        self.settings = settings
        logger = Logger(settings.log)
        (database, keys) = try await Self.open(
            settings,
            for: duty,
            environment: environment,
            logger: logger,
            at: surroundings.now()
        )

        limits = Limits(settings.limits, key: keys.identifiers)
        networks = TrustedNetworks(settings.server)
        audit = AuditTrail(surroundings: surroundings)
        hasher = PasswordHasher(settings.passwords)
        passwords = Passwords(
            hasher: hasher,
            policy: try PasswordPolicy(settings.passwordPolicy, isConfigured: settings.features.governance),
            remembered: settings.features.governance ? settings.passwordPolicy.historyLength : 0
        )
        credentials = Credentials(
            database: database,
            hasher: hasher,
            limits: limits,
            locking: settings.features.governance ? LockPolicy(settings.accountLocking) : nil,
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
            stores: settings.userStores
        )
        templates = try NotificationTemplates.builtIn(overriddenBy: settings.email.templateFolder)
        composer = NotificationComposer(templates: templates, sender: try .init(settings.email))
        outbox = Outbox(
            key: keys.outbox,
            surroundings: surroundings,
            messageDomain: settings.server.hostname,
            bell: Bell(),
            elsewhere: duty == .relay || (duty == .serve && settings.email.relays) ? nil : database
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
            rules: RecoveryRules(settings),
            callbacks: try settings.tenants.mapValues {
                try CallbackPolicy($0.allowedCallbacks, settings)
            },
            defaultCallbacks: try CallbackPolicy(settings.recovery.allowedCallbacks, settings),
            bell: Bell(),
            logger: logger
        )
    }

    /// Waits for what is being written and closes the database.
    func close() async {
        hasher.shutdown()
        await database.close()
    }
}
