/// A place in the tree of permissions; whoever holds a place holds all below it.
///
/// The paths are WSO2's (access control of its REST APIs).
package struct Permission: Sendable, Hashable {
    package static let adminRole = "admin"

    package static let everything = Permission(path: "/permission")
    /// Asking for recovery, resetting and validating on behalf of users.
    package static let identityManagement = Permission(path: "/permission/admin/manage/identity/identitymgt")

    package let path: String

    package init(path: String) {
        self.path = path
    }

    package func covers(_ other: Permission) -> Bool {
        other.path == path || other.path.hasPrefix(path.hasSuffix("/") ? path : path + "/")
    }
}
