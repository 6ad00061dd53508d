import Accounts
import Settings
import Web

/// What has to be there before the first request.
extension Assembly {
    /// Makes the super tenant, the administrator of the settings and, in demo mode, its accounts.
    ///
    /// Refuses where nobody could sign in as an administrator.
    func prepare() async throws {
        let installation = Installation(
            database: database,
            passwords: passwords,
            audit: audit,
            surroundings: surroundings
        )
        let tenant = try await installation.prepareSuperTenant()
        let admin = settings.superAdmin
        if admin.createsAccount, let text = admin.password?.revealed {
            guard let password = Password(text) else {
                throw CommandRefusal("super_admin.password cannot be a password.")
            }
            _ = try await installation.prepare(
                .init(username: admin.username, password: password, roles: [Permission.adminRole]),
                in: tenant
            )
        }
        if settings.mode == .demo { try await prepareDemo(installation, tenant) }
        guard try await installation.hasAdministrator(tenant) else {
            throw CommandRefusal(
                "Nobody could sign in as an administrator: run rekey init, or set super_admin.password."
            )
        }
    }

    private func prepareDemo(_ installation: Installation, _ tenant: Tenant) async throws {
        let demo = Demo(publicURL: settings.server.publicURL)
        _ = try await installation.prepare(
            .init(
                username: demo.user.username,
                password: Password(demo.user.password),
                claims: [Claim.emailAddress: demo.userAddress, Claim.givenName: demo.userGivenName]
            ),
            in: tenant
        )
    }

    /// Makes the administrator with a password of its own; refuses where there is one already.
    func makeAdministrator(_ password: Password) async throws {
        let installation = Installation(
            database: database,
            passwords: passwords,
            audit: audit,
            surroundings: surroundings
        )
        let tenant = try await installation.prepareSuperTenant()
        let isNew = try await installation.prepare(
            .init(username: settings.superAdmin.username, password: password, roles: [Permission.adminRole]),
            in: tenant
        )
        guard isNew else {
            throw CommandRefusal(
                "There is an administrator \(settings.superAdmin.username) already; "
                    + "rekey user set-password changes the password."
            )
        }
    }
}
