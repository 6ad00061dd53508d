/// Somebody who is signed in to the console, and the rules of what they may do to whom.
///
/// It knows no page and no SQL.
package struct Operator: Sendable {
    /// What an operator is called, by the most that they may do.
    package enum Role: String, Sendable, CaseIterable {
        case administrator
        case helpdesk
        case auditor
    }

    package let user: User
    /// The tenant that the account is of.
    package let home: Tenant
    private let permissions: [Permission]

    /// Nil for an account that may not even look.
    init?(_ user: User, of home: Tenant, permissions: [Permission]) {
        guard permissions.contains(where: { $0.covers(.consoleView) }) else { return nil }
        self.user = user
        self.home = home
        self.permissions = permissions
    }

    /// `STORE/name@tenant`: who the audit trail names.
    package var name: String {
        QualifiedUsername(store: user.store, username: user.username, tenantDomain: home.domain).text
    }

    package var role: Role {
        may(.consoleAdminister) ? .administrator : may(.consoleHelp) ? .helpdesk : .auditor
    }

    package func may(_ permission: Permission) -> Bool {
        permissions.contains { $0.covers(permission) }
    }

    /// Whether they may look into `tenant`: their own, or any for those of the super tenant.
    package func sees(_ tenant: Tenant) -> Bool {
        home.isSuper || home.id == tenant.id
    }

    /// Throws `Failure.forbidden` without the permission, or in a tenant that is none of theirs.
    package func demand(_ permission: Permission, at tenant: Tenant) throws(Failure) {
        guard may(permission), sees(tenant) else { throw Failure.forbidden }
    }

    /// Whether somebody with these permissions may do no more than they: nobody touches an account above their own.
    package func isAbove(_ others: [Permission]) -> Bool {
        others.allSatisfy(may)
    }
}
