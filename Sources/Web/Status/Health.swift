import Accounts
import Hummingbird

/// What probers are told: at `/health` and `/health/live` that the process answers, at `/health/ready` whether requests
/// are welcome here.
///
/// Anybody may ask, so the answer names what is not ready and nothing of the inside.
struct Health: Sendable {
    private struct Answer: Encodable {
        var status: String
        var reasons: [String]?
    }

    /// What speaks against sending requests to this node.
    let reasonsAgainst: @Sendable () async -> [Readiness.Reason]

    func add(to router: Router<RequestState>) {
        router.get("/health", use: handle)
        router.get("/health/live", use: handle)
        router.get("/health/ready", use: ready)
    }

    private func handle(_ request: Request, context: some RequestContext) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status":"up"}"#))
        )
    }

    private func ready(_ request: Request, context: some RequestContext) async throws -> Response {
        let reasons = await reasonsAgainst()
        guard !reasons.isEmpty else { return try .json(Answer(status: "ready")) }
        return try .json(
            Answer(status: "not ready", reasons: reasons.map(\.rawValue)),
            status: .serviceUnavailable
        )
    }
}
