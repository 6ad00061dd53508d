import CPCRE2

/// A regular expression of an operator's, matched as a whole.
///
/// WSO2's settings are Java regular expressions. PCRE2 reads what people write there (look-ahead
/// and look-behind, possessive quantifiers, classes) and gives up after a number of steps, so that
/// a pattern that explodes costs an answer and not the server. It knows nothing of what is matched.
package final class Pattern: Sendable {
    /// The pattern cannot be read.
    package struct Malformed: Error, Sendable, Equatable {
        package var reason: String
        /// Where in the text, in UTF-8 bytes from its start.
        package var offset: Int
    }

    /// Steps after which a match is given up: a tenth of a second at most.
    private static let stepLimit: UInt32 = 1_000_000

    package let text: String
    /// Immutable once compiled, and pcre2api(3) lets threads share it.
    private nonisolated(unsafe) let code: OpaquePointer

    package init(_ text: String) throws(Malformed) {
        var error: CInt = 0
        var offset = 0
        let options = UInt32(PCRE2_UTF | PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED) | UInt32(PCRE2_DOLLAR_ENDONLY)
        let bytes = Array(text.utf8)
        guard let code = rekey_pcre2_compile(bytes, bytes.count, options, &error, &offset) else {
            throw Malformed(reason: Self.message(for: error), offset: offset)
        }
        self.text = text
        self.code = code
    }

    deinit {
        pcre2_code_free_8(code)
    }

    /// Whether the whole of `text` matches.
    ///
    /// False where the match had to be given up.
    package func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return rekey_pcre2_match(code, bytes, bytes.count, Self.stepLimit) == 1
    }

    private static func message(for error: CInt) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(error, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(error)"
    }
}
