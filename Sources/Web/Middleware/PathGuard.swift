import Accounts
import Hummingbird

/// Refuses URLs that are not written plainly, before anything reads them.
///
/// Access rules that look at one spelling and routers that accept another have let callers past
/// authentication elsewhere (WSO2-2022-2177), so only one spelling exists here.
struct PathGuard: RouterMiddleware {
    func handle(
        _ request: Request,
        context: RequestState,
        next: @concurrent (Request, RequestState) async throws -> Response
    ) async throws -> Response {
        guard Self.isPlain(request.uri.path) else {
            throw Routes.isAPI(request.uri.path) ? Failure.unauthenticated : Failure.noSuchPage
        }
        return try await next(request, context)
    }

    static func isPlain(_ path: String) -> Bool {
        guard !path.utf8.contains(UInt8(ascii: "%")) || !Self.hasTrickyEscape(path),
            !path.utf8.contains(UInt8(ascii: ";")), !path.utf8.contains(UInt8(ascii: "\\"))
        else { return false }
        var previous: UInt8 = 0
        for byte in path.utf8 {
            if byte == UInt8(ascii: "/"), previous == byte { return false }
            previous = byte
        }
        return !path.contains("/./") && !path.contains("/../") && !path.hasSuffix("/.") && !path.hasSuffix("/..")
    }

    /// An encoded slash, backslash, dot, percent sign, semicolon or control character.
    private static func hasTrickyEscape(_ path: String) -> Bool {
        var rest = path.utf8[...]
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            let digits = rest[percent...].dropFirst().prefix(2)
            guard digits.count == 2, let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return true
            }
            if byte < 0x20 || byte == 0x7F || "/\\.%;".utf8.contains(byte) { return true }
            rest = rest[digits.endIndex...]
        }
        return false
    }
}
