/// Who calls: an account that proved its password, or a registered client application.
package struct Principal: Sendable {
    package var tenant: Tenant
    /// `STORE/name@tenant`, or the client's name.
    package var name: String
    /// Nil for a client application.
    package var user: User?
    package var permissions: [Permission]

    package func may(_ permission: Permission) -> Bool {
        permissions.contains { $0.covers(permission) }
    }
}
