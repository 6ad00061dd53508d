/// Where Rekey listens, and the address it is known by.
package struct ServerSettings: Sendable {
    /// The name people reach the server by; a certificate made at the first start carries it.
    package let hostname: String
    package let listenAddress: String
    /// Zero: any free port.
    package let httpsPort: Int
    package let httpPort: Int
    /// False: the HTTP port answers itself instead of redirecting, for a proxy in front that ends TLS.
    package let usesTLS: Bool
    /// What mailed links begin with, such as `https://id.example.com`; never taken from a request.
    package let publicURL: String
    /// Whose word on the client's address is taken.
    package let trustedProxies: [NetworkRange]
    /// Whom people have their account with; in mails and on pages.
    package let organizationName: String
    /// Where people turn who cannot help themselves: an address, a telephone number, a page.
    package let supportContact: String?

    init(reading reader: inout SettingsReader) {
        hostname = reader.read(
            "server.hostname",
            .hostname,
            default: "localhost",
            "The name people reach the server by."
        )
        let offset = reader.read(
            "server.offset",
            .integer(0...60000),
            default: 0,
            "Added to the ports of `[transport.…]`, and to their defaults."
        )
        let wso2HTTPS = reader.read(
            "transport.https.properties.port",
            .port,
            default: 9443,
            "The HTTPS port before `server.offset`."
        )
        let proxyPort = reader.readIfSet(
            "transport.https.properties.proxyPort",
            .port,
            "The HTTPS port of the proxy in front, for links."
        )
        let wso2HTTP = reader.read(
            "transport.http.properties.port",
            .port,
            default: 9763,
            "The HTTP port before `server.offset`."
        )
        _ = reader.readIfSet(
            "transport.http.properties.proxyPort",
            .port,
            "The HTTP port of the proxy in front; links never lead there."
        )
        listenAddress = reader.read(
            "rekey.server.listen_address",
            .address,
            default: "0.0.0.0",
            demo: "127.0.0.1",
            "The address to listen on; `::` is every IPv6 and IPv4 address."
        )
        httpsPort =
            reader.readIfSet(
                "rekey.server.https_port",
                .listeningPort,
                "The HTTPS port itself, `server.offset` not added; 0 takes any free port."
            ) ?? wso2HTTPS + offset
        httpPort =
            reader.readIfSet(
                "rekey.server.http_port",
                .listeningPort,
                "The HTTP port itself, `server.offset` not added; 0 takes any free port."
            ) ?? wso2HTTP + offset
        usesTLS = reader.read(
            "rekey.server.tls",
            .boolean,
            default: true,
            "`false`: no HTTPS, and the HTTP port answers instead of redirecting; for a proxy in front that ends TLS."
        )
        let url = reader.readIfSet(
            "rekey.server.public_url",
            .origin,
            "What mailed links begin with; without it made of `server.hostname` and the port."
        )
        trustedProxies = reader.read(
            "rekey.server.trusted_proxies",
            .list(of: .network),
            default: [],
            "Proxies whose `X-Forwarded-For` is believed."
        )
        organizationName = reader.read(
            "rekey.server.organization_name",
            .nonEmptyText,
            default: "$ref{server.hostname}",
            demo: "Rekey",
            "Whom people have their account with, for mails and pages."
        )
        supportContact = reader.readIfSet(
            "rekey.server.support_contact",
            .text,
            "Where people turn who cannot help themselves: an address, a telephone number, a page."
        )
        publicURL = url ?? Self.url(hostname, tls: usesTLS, proxyPort, https: httpsPort, http: httpPort)

        reader.settle("rekey.server.https_port", as: .integer(Int64(httpsPort)), from: "transport.https and offset")
        reader.settle("rekey.server.http_port", as: .integer(Int64(httpPort)), from: "transport.http and offset")
        reader.settle("rekey.server.public_url", as: .string(publicURL), from: "server.hostname and port")
        check(with: &reader)
    }

    private static func url(_ hostname: String, tls: Bool, _ proxyPort: Int?, https: Int, http: Int) -> String {
        // Where a proxy's port is named, the proxy is what speaks TLS to the world.
        let isHTTPS = tls || proxyPort != nil
        let port = proxyPort ?? (tls ? https : http)
        let host = hostname.contains(":") ? "[\(hostname)]" : hostname
        let authority = port == (isHTTPS ? 443 : 80) ? host : "\(host):\(port)"
        return "\(isHTTPS ? "https" : "http")://\(authority)"
    }

    private func check(with reader: inout SettingsReader) {
        for (port, key) in [(httpsPort, "rekey.server.https_port"), (httpPort, "rekey.server.http_port")]
        where port > 65535 {
            reader.refuse("server.offset", "\(key) comes to \(port); the highest port is 65535")
        }
        if httpsPort == httpPort, httpsPort != 0, usesTLS {
            let key = reader.isWritten("rekey.server.http_port") ? "rekey.server.http_port" : "rekey.server.https_port"
            reader.refuse(key, "HTTP and HTTPS cannot share port \(httpsPort)")
        }
        if reader.isDemo, !["127.0.0.1", "::1"].contains(listenAddress) {
            // Everybody knows the demo's password.
            reader.refuse(
                "rekey.server.listen_address",
                "demo mode listens on 127.0.0.1 or ::1 only; run rekey init for a server that others can reach"
            )
        }
    }
}
