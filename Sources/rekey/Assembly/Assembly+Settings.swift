import Accounts
import Cryptography
import Mail
import Patterns
import Recovery
import Settings
import Web

// What the settings mean to the parts. The parts know nothing of the configuration file.

extension Limits {
    init(_ settings: LimitSettings, key: SecretKey) {
        let rates: [(LimitKind, Rate?)] = [
            (.recoveryForAccount, settings.requestsPerAccount),
            (.recoveryToAddress, settings.requestsPerAddress),
            (.recoveryFromNetwork, settings.requestsPerNetwork),
            (.recoveryAtTenant, settings.requestsPerTenant),
            (.wrongCodesForAccount, settings.wrongCodesPerAccount),
            (.wrongCodesFromNetwork, settings.wrongCodesPerNetwork),
            (.signInFailuresOfAccount, settings.signInFailuresPerAccount),
            (.signInFailuresFromNetwork, settings.signInFailuresPerNetwork),
        ]
        var rules: [LimitKind: LimitRule] = [:]
        for case (let kind, let rate?) in rates where settings.isEnabled {
            rules[kind] = LimitRule(count: rate.count, window: Span(microseconds: rate.window))
        }
        self.init(rules: rules, key: key)
    }
}

extension RecoveryRules {
    init(_ settings: Settings) {
        self.init(
            isEnabled: settings.passwordReset.isEnabled && settings.features.governance,
            codeLifetime: settings.passwordReset.validity.map(Span.init(microseconds:)),
            tolerance: Span(microseconds: settings.passwordReset.tolerance),
            mostWrongCodes: settings.limits.wrongCodesPerFlow,
            notifiesOnReset: settings.passwordReset.notifyOnReset,
            managesNotifications: settings.recovery.managesNotifications,
            notifiesUserExistence: settings.recovery.notifyUserExistence,
            notifiesAccountStatus: settings.recovery.notifyAccountStatus,
            storesIdentityClaims: settings.features.identityClaims,
            wso2Answers: settings.compatibility.wso2Answers,
            publicURL: settings.server.publicURL,
            organizationName: settings.server.organizationName,
            supportContact: settings.server.supportContact ?? ""
        )
    }
}

extension CallbackPolicy {
    /// The server's own pages, and what is allowed beside them.
    init(_ allowed: [String], _ settings: Settings) throws {
        let isOpen = settings.compatibility.wso2Answers && allowed.isEmpty
        self.init(
            allowed: isOpen ? nil : ([settings.server.publicURL + "/"] + allowed).compactMap(CallbackURL.init),
            pattern: try settings.recovery.callbackPattern.map { try Pattern($0) }
        )
    }
}

extension NotificationComposer.Sender {
    init(_ settings: EmailSettings) throws {
        self.init(
            from: try MailAddress(settings.fromAddress, name: settings.displayName),
            replyTo: try settings.replyTo.map { try MailAddress($0) }
        )
    }
}

extension SMTPSettings {
    init(_ settings: EmailSettings) {
        self.init(
            host: settings.hostname,
            port: settings.port,
            security: settings.security.smtp,
            credentials: settings.credentials.map {
                SMTPSettings.Credentials(username: $0.username, password: $0.password.revealed)
            },
            helloName: settings.helloName,
            connectTimeout: Int(settings.connectTimeout / 1_000),
            replyTimeout: Int(settings.replyTimeout / 1_000),
            sessions: settings.sessions,
            certificateAuthorityFile: settings.certificateAuthorityFile,
            verifiesCertificate: settings.verifiesCertificate
        )
    }
}

extension EmailSettings.Security {
    fileprivate var smtp: SMTPSettings.Security {
        switch self {
        case .startTLS: .startTLS
        case .tls: .implicitTLS
        case .none: .plain
        }
    }
}

extension PasswordHasher {
    convenience init(_ settings: PasswordHashSettings) {
        self.init(
            parameters: Argon2Parameters(
                memoryKiB: settings.memoryKibibytes,
                iterations: settings.iterations,
                parallelism: settings.parallelism
            ),
            threads: settings.threads == 0 ? nil : settings.threads,
            waitingLimit: settings.queue
        )
    }
}

extension ClientApplication {
    /// SHA-256 of `dashboard`, the password of WSO2's download: never lets anybody in.
    private static let published = SHA256.digest("dashboard")

    /// Nil where none is configured.
    init?(_ settings: PortalClientSettings) {
        guard let digest = settings.passwordHash.flatMap({ Hexadecimal.decode($0.revealed) }), digest != Self.published
        else { return nil }
        self.init(name: settings.name, passwordDigest: digest)
    }
}

extension PasswordPolicy {
    /// `isConfigured`: whether the configured rules hold; the built-in ones otherwise.
    init(_ settings: PasswordPolicySettings, isConfigured: Bool) throws {
        guard isConfigured else {
            self.init()
            return
        }
        self.init(
            minimumLength: settings.minimumLength,
            maximumLength: settings.maximumLength,
            pattern: try settings.pattern.map { try Pattern($0) },
            patternMessage: settings.patternMessage
        )
    }
}

extension LockPolicy {
    /// Nil where failures lock nobody.
    init?(_ settings: AccountLockingSettings) {
        guard settings.isEnabled else { return nil }
        self.init(
            allowedFailures: settings.allowedFailures,
            duration: settings.unlockAfter == 0 ? nil : Span(microseconds: settings.unlockAfter),
            growth: settings.timeIncrementRatio
        )
    }
}

extension TrustedNetworks {
    init(_ settings: ServerSettings) {
        self.init { [proxies = settings.trustedProxies] address in proxies.contains { $0.contains(address) } }
    }
}

extension Pages.Identity {
    init(_ settings: ServerSettings) {
        self.init(organizationName: settings.organizationName, supportContact: settings.supportContact ?? "")
    }
}

extension WebServer.Listeners {
    init(_ settings: Settings) throws {
        self.init(
            address: settings.server.listenAddress,
            httpsPort: settings.server.httpsPort,
            httpPort: settings.server.httpPort,
            certificate: settings.server.usesTLS ? try settings.certificate() : nil,
            publicURL: settings.server.publicURL
        )
    }
}
