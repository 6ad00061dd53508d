import Accounts
import HTTPTypes
import Hummingbird

/// Lets operators through who are signed in and have the permission; others are led to the sign-in, and from there back
/// to the page that they asked for.
struct OperatorAccess: RouterMiddleware {
    let operators: Operators
    let permission: Permission

    func handle(
        _ request: Request,
        context: RequestState,
        next: @concurrent (Request, RequestState) async throws -> Response
    ) async throws -> Response {
        let secret = request.cookies[Console.sessionCookie]?.value
        guard let secret, let acting = try await operators.find(secret, at: context.tenant) else {
            var query = secret == nil ? [] : ["ended"]
            if request.method == .get, let wanted = WantedPage(request, context), !wanted.isFirst {
                query.append("to=" + wanted.path.urlEncoded)
            }
            let page = "/carbon/sign-in" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
            return .seeOther(context.url(page))
        }
        try acting.demand(permission, at: context.tenant)
        var context = context
        context.acting = acting
        return try await next(request, context)
    }
}
