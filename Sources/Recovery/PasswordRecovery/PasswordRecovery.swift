package import Accounts
package import Logging
package import Storage

/// Recovery of a password by a mailed code.
///
/// Its steps are the files of this folder, in the order of a person's way: `+Start` accepts, `+Resolve`
/// finds the user and sends, `+Present` checks the code, `+Reset` sets the password.
///
/// A class, though it never changes: every closure of a request holds it, and copying one reference costs less than
/// copying what it is made of.
package final class PasswordRecovery: Sendable {
    let database: any Database
    let passwords: Passwords
    let credentials: Credentials
    let limits: Limits
    let outbox: Outbox
    let audit: AuditTrail
    let keys: Keys
    let surroundings: Surroundings
    package let rules: RecoveryRules
    /// Policies of tenants that have their own.
    private let callbacks: [String: CallbackPolicy]
    private let defaultCallbacks: CallbackPolicy
    /// Told when a request was accepted.
    let bell: Bell
    /// Where those who ask at the same time are accepted together.
    let frontDoor: BatchFlight<Arrival, Span?>
    let logger: Logger

    package init(
        database: any Database,
        passwords: Passwords,
        credentials: Credentials,
        limits: Limits,
        outbox: Outbox,
        audit: AuditTrail,
        keys: Keys,
        surroundings: Surroundings,
        rules: RecoveryRules,
        callbacks: [String: CallbackPolicy],
        defaultCallbacks: CallbackPolicy,
        bell: Bell,
        logger: Logger
    ) {
        self.database = database
        self.passwords = passwords
        self.credentials = credentials
        self.limits = limits
        self.outbox = outbox
        self.audit = audit
        self.keys = keys
        self.surroundings = surroundings
        self.rules = rules
        self.callbacks = callbacks
        self.defaultCallbacks = defaultCallbacks
        self.bell = bell
        // Where there is one writer, the next batch waits for it and takes in who comes. Where a second transaction
        // begins at once, a second batch would only make both smaller.
        frontDoor = BatchFlight(limit: 128, lanes: database.dialect.hasOneWriter ? 2 : 1)
        self.logger = logger
    }

    /// The callback, checked.
    ///
    /// Nil where none was sent; throws where it may not be used.
    package func admit(callback: String?, at tenant: Tenant) throws(Failure) -> CallbackURL? {
        guard let callback, !callback.isEmpty else { return nil }
        guard let admitted = (callbacks[tenant.domain] ?? defaultCallbacks).admit(callback) else {
            throw Failure.callbackRefused(callback)
        }
        return admitted
    }
}
