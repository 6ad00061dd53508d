import Accounts
import Cryptography
import HTTPTypes
import Hummingbird
import Logging

/// The one place where a failure becomes an answer: JSON for callers of the APIs, a page for people.
///
/// What nobody foresaw is a 500 with a trace id and nothing else; the cause is for the log.
struct FailureResponses: RouterMiddleware {
    let hostname: String
    let pages: Pages
    /// `[rekey.compatibility] wso2_answers`.
    let wso2Answers: Bool

    func handle(
        _ request: Request,
        context: RequestState,
        next: @concurrent (Request, RequestState) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let failure = Failure(error)
            if failure.kind == .unexpected || failure.cause != nil {
                context.logger.error(
                    "a request failed",
                    metadata: [
                        "cause": "\(failure.cause ?? failure.message)", "request": "\(context.client.requestID)",
                    ]
                )
            }
            return Routes.isAPI(request.uri.path)
                ? try answer(failure, context)
                : try pages.problem(failure, context)
        }
    }

    private func answer(_ failure: Failure, _ context: RequestState) throws -> Response {
        let body = ErrorBody(failure, traceID: context.client.requestID, wso2Answers: wso2Answers)
        // WSO2's access layer writes its answers over several lines.
        let isOfAccess = failure.kind == .unauthenticated || failure.kind == .forbidden
        var response = try Response.json(body, status: body.status, isPretty: isOfAccess)
        switch failure.kind {
        case .unauthenticated:
            // WSO2's form: no quotes, the configured host.
            response.headers[.wwwAuthenticate] = "Bearer realm=\(hostname)"
        case .tooManyRequests(let seconds), .unavailable(let seconds):
            response.headers[.retryAfter] = String(seconds)
        default: break
        }
        return response
    }
}
