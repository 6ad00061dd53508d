import Accounts
import HTTPTypes
import Hummingbird

/// Lets operators through who are signed in and have the permission; others are led to the sign-in.
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
            return .seeOther(context.url(secret == nil ? "/carbon/sign-in" : "/carbon/sign-in?ended"))
        }
        try acting.demand(permission, at: context.tenant)
        var context = context
        context.acting = acting
        return try await next(request, context)
    }
}
