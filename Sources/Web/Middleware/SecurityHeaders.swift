import HTTPTypes
import Hummingbird

/// What every answer tells browsers and caches: keep nothing, run nothing that is not ours, tell
/// nobody where you came from.
struct SecurityHeaders: RouterMiddleware {
    /// Whether to send HSTS (RFC 6797): not for the self-signed certificate of a first try.
    let isStrictTransport: Bool

    func handle(
        _ request: Request,
        context: RequestState,
        next: @concurrent (Request, RequestState) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        func setDefault(_ name: HTTPField.Name, _ value: String) {
            if response.headers[name] == nil { response.headers[name] = value }
        }
        setDefault(.cacheControl, "no-store, no-cache, must-revalidate, private")
        setDefault(.contentSecurityPolicy, Self.policy)
        setDefault(.xContentTypeOptions, "nosniff")
        setDefault(.referrerPolicy, "no-referrer")
        setDefault(.frameOptions, "DENY")
        setDefault(.robotsTag, "noindex, nofollow")
        setDefault(.crossOriginOpenerPolicy, "same-origin")
        setDefault(.permissionsPolicy, "camera=(), geolocation=(), microphone=()")
        if isStrictTransport { setDefault(.strictTransportSecurity, "max-age=31536000") }
        return response
    }

    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src 'self'; \
        form-action 'self'; frame-ancestors 'none'; base-uri 'none'
        """
}

extension HTTPField.Name {
    static let referrerPolicy = Self(known: "Referrer-Policy")
    static let frameOptions = Self(known: "X-Frame-Options")
    static let robotsTag = Self(known: "X-Robots-Tag")
    static let crossOriginOpenerPolicy = Self(known: "Cross-Origin-Opener-Policy")
    static let permissionsPolicy = Self(known: "Permissions-Policy")
}
