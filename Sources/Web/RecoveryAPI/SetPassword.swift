import Accounts
import Hummingbird
import Recovery

/// `POST /api/identity/recovery/v0.9/set-password` (contract, 1.2).
struct SetPassword: Sendable {
    let recovery: PasswordRecovery

    private struct Body: Decodable {
        var key: String?
        var password: String
        var properties: [PropertyBody]?
    }

    /// 200 and the user.
    func handle(_ request: Request, context: RequestState) async throws -> Response {
        let body = try await RequestBody.decode(Body.self, from: request)
        guard let key = body.key, !key.isEmpty else { throw Failure.invalidCode(body.key) }
        let user = try await recovery.reset(
            code: key,
            password: body.password,
            callback: (body.properties ?? []).values["callback"],
            at: context.tenant,
            initiator: context.principal?.name ?? "",
            client: context.client
        )
        return try .json(UserBody(user))
    }
}
