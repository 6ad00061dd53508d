import Accounts
import Hummingbird

/// Finds the tenant of `/t/{tenant}/…`; without that the super tenant is meant.
struct TenantResolution: RouterMiddleware {
    let tenants: Tenants

    func handle(
        _ request: Request,
        context: RequestState,
        next: @concurrent (Request, RequestState) async throws -> Response
    ) async throws -> Response {
        let domain = context.parameters.get("tenant") ?? Tenant.superDomain
        guard let tenant = try await tenants.active(domain: domain) else { throw Failure.unknownTenant(domain) }
        var context = context
        context.tenant = tenant
        return try await next(request, context)
    }
}
