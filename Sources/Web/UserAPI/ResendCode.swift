import Accounts
import Hummingbird
import Recovery

/// `POST /api/identity/user/v1.0/resend-code` (contract, 2.1): a new code in the same flow.
struct ResendCode: Sendable {
    let recovery: PasswordRecovery

    private struct Body: Decodable {
        var user: UserBody
        var properties: [PropertyBody]
    }

    /// 201, empty; or with the code where the caller delivers it.
    ///
    /// Alike where there is nothing to resend, unless `wso2_answers` says so.
    func handle(_ request: Request, context: RequestState) async throws -> Response {
        let body = try await RequestBody.decode(Body.self, from: request)
        guard !body.user.username.isEmpty else { throw Failure.missingMember("user.username") }
        guard body.user.username.utf8.count <= User.longestUsername else { throw Failure.malformedBody }
        let scenarios = body.properties.filter { $0.key == "RecoveryScenario" }
        // None or several mean WSO2's old resend of a sign-up, of which there is never one here.
        guard scenarios.count == 1, let name = scenarios.first?.value else { throw Failure.oldCodeNotFound }
        guard let scenario = RecoveryScenario(rawValue: name) else { throw Failure.unknownScenario(name) }

        var properties = body.properties.values
        let ask = RecoveryAsk(
            kind: .resend,
            scenario: scenario,
            identifier: body.user.username,
            realm: body.user.store,
            acceptsAddress: false,
            callback: properties.removeValue(forKey: "callback"),
            properties: properties
        )
        let answer = try await recovery.start(
            ask,
            notify: nil,
            at: context.tenant,
            initiator: context.principal?.name ?? "",
            client: context.client
        )
        return switch answer {
        case .accepted: Response(status: .created)
        case .code(let code): .rawText(code, status: .created)
        }
    }
}
