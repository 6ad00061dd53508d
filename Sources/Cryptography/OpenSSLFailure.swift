import COpenSSL

/// What OpenSSL says of the last call that failed on this thread, taken off its queue.
package struct OpenSSLFailure: Error, Sendable, CustomStringConvertible {
    package let description: String

    init() {
        var text = [CChar](repeating: 0, count: 256)
        let code = ERR_get_error()
        ERR_error_string_n(code, &text, text.count)
        ERR_clear_error()
        let reason = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        description = code == 0 ? "no reason given" : String(decoding: reason, as: UTF8.self)
    }
}
