import Hummingbird

/// `GET /health`: the process answers.
struct Health: Sendable {
    func handle(_ request: Request, context: some RequestContext) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status":"up"}"#))
        )
    }
}
