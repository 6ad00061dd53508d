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
        if response.headers.isEmpty {
            response.headers = Self.all
        } else {
            for field in Self.defaults where !response.headers.contains(field.name) { response.headers.append(field) }
        }
        if isStrictTransport { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }

    /// Made once, because making a field checks it; a page that needs another value has set it already.
    private static let defaults = [
        HTTPField(name: .cacheControl, value: "no-store, no-cache, must-revalidate, private"),
        HTTPField(name: .contentSecurityPolicy, value: policy),
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        HTTPField(name: .referrerPolicy, value: "no-referrer"),
        HTTPField(name: .frameOptions, value: "DENY"),
        HTTPField(name: .robotsTag, value: "noindex, nofollow"),
        HTTPField(name: .crossOriginOpenerPolicy, value: "same-origin"),
        HTTPField(name: .permissionsPolicy, value: "camera=(), geolocation=(), microphone=()"),
    ]

    /// For answers that bring none of their own, as most of the API's do: nothing to compare then.
    private static let all = HTTPFields(defaults)

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
