import Accounts
import Hummingbird
import Recovery

/// `POST /api/identity/recovery/v0.9/validate-code` (contract, 1.3).
///
/// Uses nothing up.
struct ValidateCode: Sendable {
    let recovery: PasswordRecovery

    private struct Body: Decodable {
        var code: String?
        var step: String?
        var properties: [PropertyBody]?
    }

    /// 202 and the user.
    func handle(_ request: Request, context: RequestState) async throws -> Response {
        let body = try await RequestBody.decode(Body.self, from: request)
        guard let code = body.code, !code.isEmpty else { throw Failure.invalidCode(body.code) }
        let user = try await recovery.validate(
            code,
            step: body.step,
            at: context.tenant,
            initiator: context.principal?.name ?? "",
            client: context.client
        )
        return try .json(UserBody(user), status: .accepted)
    }
}
