package import Accounts
import Hummingbird

/// What a node answers whose database is one of a later release's: that it lives, that it is not ready, and to all else
/// that somebody else should be asked.
package struct OutOfServiceRoutes: Sendable {
    private let pages: Pages
    private let surroundings: Surroundings
    private let networks: TrustedNetworks
    private let hostname: String
    private let isStrictTransport: Bool
    private let wso2Answers: Bool

    package init(
        pages: Pages,
        surroundings: Surroundings,
        networks: TrustedNetworks,
        hostname: String,
        isStrictTransport: Bool,
        wso2Answers: Bool
    ) {
        self.pages = pages
        self.surroundings = surroundings
        self.networks = networks
        self.hostname = hostname
        self.isStrictTransport = isStrictTransport
        self.wso2Answers = wso2Answers
    }

    func router() -> Router<RequestState> {
        let router = Router(context: RequestState.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestIdentity(networks: networks, surroundings: surroundings))
        router.add(middleware: SecurityHeaders(isStrictTransport: isStrictTransport))
        router.add(middleware: FailureResponses(hostname: hostname, pages: pages, wso2Answers: wso2Answers))
        router.add(middleware: Closed())
        Health { [.schema] }.add(to: router)
        router.get("/assets/:name", use: Assets().handle)
        return router
    }
}

/// Turns away whoever wants more than to know how the node is; pages that say so may have their looks.
private struct Closed: RouterMiddleware {
    func handle(
        _ request: Request,
        context: RequestState,
        next: @concurrent (Request, RequestState) async throws -> Response
    ) async throws -> Response {
        guard Routes.isHealth(request.uri.path) || request.uri.path.hasPrefix("/assets/") else {
            throw Failure.outOfService
        }
        return try await next(request, context)
    }
}
