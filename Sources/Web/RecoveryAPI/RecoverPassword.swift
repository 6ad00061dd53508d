import Accounts
import HTTPTypes
import Hummingbird
import Recovery

/// `POST /api/identity/recovery/v0.9/recover-password?type=&notify=` (contract, 1.1).
struct RecoverPassword: Sendable {
    let recovery: PasswordRecovery

    private struct Body: Decodable {
        var user: UserBody
        var properties: [PropertyBody]?
    }

    /// 202, empty; or with the code where the caller delivers it.
    func handle(_ request: Request, context: RequestState) async throws -> Response {
        let notify = try notify(of: request)
        let body = try await RequestBody.decode(Body.self, from: request)
        guard !body.user.username.isEmpty else { throw Failure.missingMember("user.username") }
        guard body.user.username.utf8.count <= User.longestUsername else { throw Failure.malformedBody }

        var properties = (body.properties ?? []).values
        let channel = properties.removeValue(forKey: "notificationChannel").flatMap(RecoveryChannel.init(rawValue:))
        let ask = RecoveryAsk(
            kind: .start,
            identifier: body.user.username,
            realm: body.user.store,
            acceptsAddress: false,
            callback: properties.removeValue(forKey: "callback"),
            channel: channel ?? .email,
            properties: properties
        )
        let answer = try await recovery.start(
            ask,
            notify: channel == .external ? false : notify,
            at: context.tenant,
            initiator: context.principal?.name ?? "",
            client: context.client
        )
        return switch answer {
        case .accepted: Response(status: .accepted)
        case .code(let code): .rawText(code, status: .accepted)
        }
    }

    private func notify(of request: Request) throws(Failure) -> Bool? {
        switch request.uri.queryParameters["notify"]?.lowercased() {
        case nil, "": nil
        case "true": true
        case "false": false
        default: throw Failure.missingMember("notify")
        }
    }
}
