import Accounts
import HTTPTypes
import Hummingbird

private struct ErrorPage: Page {
    static let name = "error"

    var status: String
    var heading: String
    var explanation: String
    var wait: String?
    var trace: String?
    var forgotURL: String
    var signInURL: String
}

extension Pages {
    /// The page that tells a person of a failure: what happened and what to do.
    func problem(_ failure: Failure, _ context: RequestState) throws -> Response {
        let (status, words): (HTTPResponse.Status, String) =
            switch failure.kind {
            case _ where failure == .formExpired: (.forbidden, "form-expired")
            case .badRequest where failure.code == "20044": (.badRequest, "callback")
            case .badRequest where failure.code == "20017": (.notFound, "recovery-off")
            case .badRequest, .preconditionFailed, .unsupportedMediaType: (.badRequest, "bad-request")
            case .unauthenticated, .forbidden: (.forbidden, "forbidden")
            case .notFound: (.notFound, "not-found")
            case .notImplemented: (.notFound, "not-found")
            case .tooManyRequests: (.tooManyRequests, "too-many-requests")
            case .unavailable: (.serviceUnavailable, "unavailable")
            case .unexpected: (.internalServerError, "server")
            }
        var seconds: Int?
        switch failure.kind {
        case .tooManyRequests(let wait), .unavailable(let wait): seconds = wait
        default: break
        }
        let base = context.tenant.pathPrefix
        let page = ErrorPage(
            status: String(status.code),
            heading: catalog.text("error", words + "-title"),
            explanation: catalog.text("error", words + "-text"),
            wait: seconds.map {
                catalog.text("error", "too-many-requests-wait", ["duration": catalog.duration(seconds: $0)])
            },
            trace: failure.kind == .unexpected ? context.client.requestID : nil,
            forgotURL: base + "/forgot-password",
            signInURL: base + "/sign-in"
        )
        var response = try response(page, context, status: status)
        if let seconds { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}
