/// A place in the tree of permissions; whoever holds a place holds all below it.
///
/// The paths are WSO2's (access control of its REST APIs).
package struct Permission: Sendable, Hashable {
    package static let adminRole = "admin"

    /// The roles that every tenant has, and what they may do.
    package static let roles: [(name: String, permissions: [Permission])] = [
        (adminRole, [everything]),
        ("helpdesk", [consoleView, consoleHelp]),
        ("auditor", [consoleView, consoleAudit]),
    ]

    package static let everything = Permission(path: "/permission")
    /// Asking for recovery, resetting and validating on behalf of users.
    package static let identityManagement = Permission(path: "/permission/admin/manage/identity/identitymgt")

    /// Reading what the console shows of users, recoveries and mail.
    package static let consoleView = Permission(path: "/permission/admin/manage/identity/console/view")
    /// Helping a user back in: unlock, send a link, try a mail again.
    package static let consoleHelp = Permission(path: "/permission/admin/manage/identity/console/help")
    /// Reading the audit trail.
    package static let consoleAudit = Permission(path: "/permission/admin/manage/identity/console/audit")
    /// Changing users and dropping mail.
    package static let consoleAdminister = Permission(path: "/permission/admin/manage/identity/console/administer")

    package let path: String

    package init(path: String) {
        self.path = path
    }

    package func covers(_ other: Permission) -> Bool {
        other.path == path || other.path.hasPrefix(path.hasSuffix("/") ? path : path + "/")
    }
}

/// A role that the tenant does not have, and those that it has.
package struct UnknownRole: Error {
    package let role: String
    package let known: [String]
}
