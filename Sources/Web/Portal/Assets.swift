import Accounts
import HTTPTypes
import Hummingbird
import NIOCore

/// The stylesheet, the script and the mark: small files embedded at build time.
///
/// Their URLs carry the version, so that browsers may keep them.
struct Assets: Sendable {
    func handle(_ request: Request, context: RequestState) async throws -> Response {
        switch context.parameters.get("name") {
        case "rekey.css": Self.file(PackageResources.rekey_css, "text/css; charset=utf-8")
        case "rekey.js": Self.file(PackageResources.rekey_js, "text/javascript; charset=utf-8")
        case "mark.svg": Self.file(PackageResources.mark_svg, "image/svg+xml")
        default: throw Failure.noSuchPage
        }
    }

    private static func file(_ bytes: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
