import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
package import ServiceLifecycle

/// The listeners: HTTPS with everything, and HTTP that sends browsers there, or serves itself where
/// TLS ends in front of us.
package struct WebServer: Sendable {
    package struct Listeners: Sendable {
        package var address: String
        package var httpsPort: Int
        package var httpPort: Int
        /// PEM files; nil: TLS ends in front of us and the HTTP listener serves.
        package var certificate: (chainFile: String, keyFile: String)?
        /// The base of every URL we give out.
        package var publicURL: String

        package init(
            address: String,
            httpsPort: Int,
            httpPort: Int,
            certificate: (chainFile: String, keyFile: String)?,
            publicURL: String
        ) {
            self.address = address
            self.httpsPort = httpsPort
            self.httpPort = httpPort
            self.certificate = certificate
            self.publicURL = publicURL
        }
    }

    /// A connection that sends nothing for this long is closed.
    private static let idleTimeout = TimeAmount.seconds(75)

    private let router: @Sendable () -> Router<RequestState>
    private let listeners: Listeners
    private let logger: Logger

    package init(routes: Routes, listeners: Listeners, logger: Logger) {
        router = routes.router
        self.listeners = listeners
        self.logger = logger
    }

    package init(routes: OutOfServiceRoutes, listeners: Listeners, logger: Logger) {
        router = routes.router
        self.listeners = listeners
        self.logger = logger
    }

    /// The services to run.
    ///
    /// `onRunning` is called once the main listener answers.
    package func services(onRunning: @escaping @Sendable () async -> Void) throws -> [any Service] {
        let responder = router().buildResponder()
        let plain = HTTPServerBuilder.http1(configuration: .init(idleTimeout: Self.idleTimeout))
        guard let certificate = listeners.certificate else {
            return [application(responder, plain, port: listeners.httpPort, onRunning: onRunning)]
        }
        let encrypted = try HTTPServerBuilder.tls(plain, tlsConfiguration: configuration(for: certificate))
        return [
            application(RedirectToHTTPS(publicURL: listeners.publicURL), plain, port: listeners.httpPort) {},
            application(responder, encrypted, port: listeners.httpsPort, onRunning: onRunning),
        ]
    }

    private func application<Responder: HTTPResponder>(
        _ responder: Responder,
        _ server: HTTPServerBuilder,
        port: Int,
        onRunning: @escaping @Sendable () async -> Void
    ) -> any Service where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        Application(
            responder: responder,
            server: server,
            configuration: ApplicationConfiguration(address: .hostname(listeners.address, port: port), backlog: 1_024),
            onServerRunning: { _ in await onRunning() },
            logger: logger
        )
    }

    private func configuration(for certificate: (chainFile: String, keyFile: String)) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate.chainFile)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem))
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}

/// Sends what comes by HTTP to HTTPS, at the configured host: never the one of the request.
private struct RedirectToHTTPS: HTTPResponder {
    typealias Context = BasicRequestContext

    let publicURL: String

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let target = PathGuard.isPlain(request.uri.path) ? request.uri.string : "/"
        // 308 keeps method and body (RFC 9110, 15.4.9).
        return Response(
            status: .permanentRedirect,
            headers: [.location: publicURL + (target.hasPrefix("/") ? target : "/")]
        )
    }
}
