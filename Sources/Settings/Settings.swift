/// Everything `deployment.toml`, the environment and the command line decide, as typed values.
///
/// Knows which values are possible, alone and together; knows nothing of what is done with them.
package struct Settings: Sendable {
    package enum Mode: String, Sendable, CaseIterable {
        case production
        /// Known passwords and a mailbox everybody can read, on the loopback address only.
        case demo
    }

    package let mode: Mode
    package let dataDirectory: String
    package let userStores: [String]
    package let server: ServerSettings
    package let drain: DrainSettings
    package let tls: TLSSettings
    package let superAdmin: SuperAdminSettings
    package let database: DatabaseSettings
    package let email: EmailSettings
    package let features: FeatureSettings
    package let passwordReset: PasswordResetSettings
    package let recovery: RecoverySettings
    /// By tenant domain; a tenant that is not named has no settings of its own.
    package let tenants: [String: TenantSettings]
    package let passwordPolicy: PasswordPolicySettings
    package let accountLocking: AccountLockingSettings
    package let portalClient: PortalClientSettings
    package let limits: LimitSettings
    package let passwords: PasswordHashSettings
    package let sessions: SessionSettings
    package let log: LogSettings
    package let compatibility: CompatibilitySettings
    /// In the order of the catalogue.
    package internal(set) var effective: [EffectiveSetting] = []
    package internal(set) var notices: [SettingsNotice] = []

    init(reading reader: inout SettingsReader) {
        mode = reader.read(
            "rekey.mode",
            .oneOf(Mode.self),
            default: "production",
            "`demo`: known passwords, recovery on, a mailbox page; loopback only."
        )
        reader.isDemo = mode == .demo
        dataDirectory = reader.read(
            "rekey.data_directory",
            .nonEmptyText,
            default: "data",
            "Where database, master key and self-signed certificate are kept."
        )
        userStores = reader.read(
            "rekey.user_stores",
            .list(of: .userStore),
            default: ["PRIMARY"],
            "The user stores, the API's `realm`; the first is the one meant when none is named."
        )
        server = ServerSettings(reading: &reader)
        drain = DrainSettings(reading: &reader)
        tls = TLSSettings(reading: &reader)
        superAdmin = SuperAdminSettings(reading: &reader)
        database = DatabaseSettings(reading: &reader)
        email = EmailSettings(reading: &reader, serverHostname: server.hostname)
        features = FeatureSettings(reading: &reader)
        passwordReset = PasswordResetSettings(reading: &reader)
        recovery = RecoverySettings(reading: &reader)
        tenants = TenantSettings.readAll(from: &reader)
        passwordPolicy = PasswordPolicySettings(reading: &reader)
        accountLocking = AccountLockingSettings(reading: &reader)
        portalClient = PortalClientSettings(reading: &reader)
        limits = LimitSettings(reading: &reader)
        passwords = PasswordHashSettings(reading: &reader)
        sessions = SessionSettings(reading: &reader)
        log = LogSettings(reading: &reader)
        compatibility = CompatibilitySettings(reading: &reader)
        if Set(userStores).count < userStores.count || userStores.isEmpty {
            reader.refuse("rekey.user_stores", "needs at least one name, and each once")
        }
    }
}

extension SettingKind where Value == String {
    /// WSO2 writes user store domains in capitals; `/` and `@` separate them from names.
    fileprivate static var userStore: SettingKind {
        .text("a name of capital letters, digits, - and _") { text throws(InvalidValue) in
            guard !text.isEmpty, text == text.uppercased(), text.utf8.allSatisfy(SettingPath.isBareKeyByte) else {
                throw InvalidValue()
            }
            return text
        }
    }
}
