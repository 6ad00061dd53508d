import Accounts
import HTTPTypes
import Hummingbird
import Logging

/// Gives each request its correlation id and says where it came from.
///
/// The id is the caller's `activityid`, as with WSO2, where it is plain enough to be logged; a new
/// UUID otherwise. It goes back in the answer and stands in error bodies as `traceId`.
struct RequestIdentity: RouterMiddleware {
    let networks: TrustedNetworks
    let surroundings: Surroundings

    func handle(
        _ request: Request,
        context: RequestState,
        next: @concurrent (Request, RequestState) async throws -> Response
    ) async throws -> Response {
        var context = context
        let address = networks.address(
            peer: context.client.address,
            forwardedFor: request.headers[values: .forwardedFor]
        )
        let id = request.headers[.activityID].flatMap(plain) ?? surroundings.uuid()
        context.client = Client(
            address: address,
            network: networks.network(of: address),
            userAgent: request.headers.first(.userAgent),
            requestID: id
        )
        var response = try await next(request, context)
        response.headers[.activityID] = id
        // The route's pattern, never the URL: a URL may carry a code.
        context.logger.debug(
            "answered",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "-")",
                "status": "\(response.status.code)", "request": "\(id)",
            ]
        )
        return response
    }

    private func plain(_ id: String) -> String? {
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain && (8...64).contains(id.utf8.count) ? id : nil
    }
}

extension HTTPField.Name {
    static let activityID = Self(known: "activityid")
    static let forwardedFor = Self(known: "X-Forwarded-For")
}
