import Hummingbird

/// The page of the console that somebody asked for before signing in.
///
/// It comes back by way of the browser, so it is taken only as a path of the console: it leads to no other page and to no
/// other host.
struct WantedPage {
    /// With its query, without the tenant.
    let path: String

    /// Nil for what is no page of the console, and for what is longer than such pages' URLs are.
    init?(_ path: String) {
        let bare = path.prefix { $0 != "?" }
        guard bare == "/carbon" || bare.hasPrefix("/carbon/"), !bare.hasPrefix("/carbon/sign-"),
            path.utf8.count <= 1_024, PathGuard.isPlain(String(bare)),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        self.path = path
    }

    /// The page of a request, below its tenant's prefix.
    init?(_ request: Request, _ context: RequestState) {
        let url = request.uri.string
        let prefix = context.url("")
        guard url.hasPrefix(prefix) else { return nil }
        self.init(String(url.dropFirst(prefix.count)))
    }

    /// Whether one comes there anyhow.
    var isFirst: Bool { path == "/carbon" || path == "/carbon/" }
}
