import Accounts
import Cryptography
import HTTPTypes
import Hummingbird

/// Lets a caller of the APIs through who proves who it is and may do what it asks.
///
/// `Basic` (RFC 7617) for users, `Client` for a registered application. Everything else, two
/// headers at once included, is 401.
struct ClientAuthentication: RouterMiddleware {
    let credentials: Credentials
    let application: ClientApplication?
    /// What the caller needs; nil: to be somebody.
    let permission: Permission?

    func handle(
        _ request: Request,
        context: RequestState,
        next: @concurrent (Request, RequestState) async throws -> Response
    ) async throws -> Response {
        guard let principal = try await principal(of: request, context) else { throw Failure.unauthenticated }
        if let permission, !principal.may(permission) { throw Failure.forbidden }
        var context = context
        context.principal = principal
        return try await next(request, context)
    }

    private func principal(of request: Request, _ context: RequestState) async throws -> Principal? {
        let headers = request.headers[values: .authorization]
        guard headers.count == 1, let header = headers.first,
            let space = header.firstIndex(of: " "),
            let bytes = Base64.decode(String(header[header.index(after: space)...])),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let name = String(validating: bytes[..<colon], as: UTF8.self),
            let password = String(validating: bytes[(colon + 1)...], as: UTF8.self)
        else { return nil }
        switch header[..<space].lowercased() {
        case "basic":
            return try await credentials.verify(
                username: name,
                password: password,
                tenant: context.tenant,
                client: context.client
            )
        case "client":
            return application?.principal(name: name, password: password, tenant: context.tenant)
        default:
            return nil
        }
    }
}
