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

    /// Looks at the bytes alone, once: every request passes here.
    static func isPlain(_ path: String) -> Bool {
        let slash = UInt8(ascii: "/"), dot = UInt8(ascii: ".")
        var hasEscape = false
        /// How many bytes the segment has, and whether all of them are dots.
        var length = 0, isDots = true
        var isFirst = true
        for byte in path.utf8 {
            switch byte {
            case slash:
                // An empty segment, `.` or `..`; nothing stands before the first slash.
                if !isFirst, isDots, length <= 2 { return false }
                (length, isDots) = (0, true)
            case UInt8(ascii: ";"), UInt8(ascii: "\\"):
                return false
            default:
                hasEscape = hasEscape || byte == UInt8(ascii: "%")
                isDots = isDots && byte == dot
                length += 1
            }
            isFirst = false
        }
        let endsInDots = length > 0 && length <= 2 && isDots
        return !endsInDots && (!hasEscape || !hasTrickyEscape(path))
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
