/// Where a browser is sent after a recovery: an absolute web address, read strictly.
///
/// Browsers and servers disagree about odd URLs, and open redirects live in that gap. So this reads
/// a narrow subset of RFC 3986 and refuses everything that any of them might read otherwise:
/// user information, backslashes, encoded slashes, dots and controls, dot segments, characters
/// outside ASCII, fragments.
package struct CallbackURL: Sendable, Hashable {
    package let scheme: String
    /// Lower case; an IPv6 address keeps its brackets.
    package let host: String
    package let port: Int
    /// Begins with a slash.
    package let path: String
    package let query: String?

    private static let longest = 2_048

    package init?(_ text: String) {
        var text = text
        // WSO2's portal sends the value percent-encoded once more; what is decoded is read as
        // strictly as the rest.
        if !text.contains("://"), let decoded = text.percentDecoded { text = decoded }
        guard text.utf8.count <= Self.longest,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#"\"<>^`{|}#"#.utf8.contains($0) })
        else { return nil }

        guard let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let rest = text[separator.upperBound...]
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<authorityEnd], scheme: scheme) else { return nil }

        let target = rest[authorityEnd...]
        let queryStart = target.firstIndex(of: "?")
        let path = target[..<(queryStart ?? target.endIndex)]
        guard Self.isPlainPath(path) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path.isEmpty ? "/" : String(path)
        query = queryStart.map { String(target[target.index(after: $0)...]) }
    }

    /// Scheme, host and, where it is not the scheme's own, port.
    package var origin: String {
        port == Self.defaultPort(of: scheme) ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    /// What WSO2's callback regex is matched against: query and fragment do not count.
    package var withoutQuery: String { origin + path }

    package var text: String { query.map { "\(withoutQuery)?\($0)" } ?? withoutQuery }

    /// With `name=value` added to the query.
    package func adding(_ name: String, _ value: String) -> String {
        "\(withoutQuery)?\(query.map { $0.isEmpty ? "" : $0 + "&" } ?? "")\(name)=\(value)"
    }

    private static func defaultPort(of scheme: String) -> Int { scheme == "https" ? 443 : 80 }

    private static func authority(_ text: Substring, scheme: String) -> (host: String, port: Int)? {
        guard !text.contains("@"), !text.contains("%") else { return nil }
        var host = text
        var port = defaultPort(of: scheme)
        let afterAddress = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
        if let colon = text[afterAddress...].firstIndex(of: ":") {
            host = text[..<colon]
            let digits = text[text.index(after: colon)...]
            guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(digits), (1...65_535).contains(number)
            else { return nil }
            port = number
        }
        let name = host.lowercased()
        let isAddress = name.hasPrefix("[") && name.hasSuffix("]")
        let inner = isAddress ? name.dropFirst().dropLast() : name[...]
        let allowed = isAddress ? "0123456789abcdef:." : "abcdefghijklmnopqrstuvwxyz0123456789-."
        guard !inner.isEmpty, inner.utf8.allSatisfy({ allowed.utf8.contains($0) }), !inner.hasPrefix("."),
            !inner.hasPrefix("-"), !inner.contains("..")
        else { return nil }
        return (name, port)
    }

    private static func isPlainPath(_ path: Substring) -> Bool {
        guard !path.contains("//"), !path.contains(";") else { return false }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.contains("."), !segments.contains("..") else { return false }
        var rest = path.utf8[...]
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            let digits = rest[percent...].dropFirst().prefix(2)
            guard digits.count == 2, let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
                byte > 0x20, byte != 0x7F, !"/\\.%;".utf8.contains(byte)
            else { return false }
            rest = rest[digits.endIndex...]
        }
        return true
    }
}

extension String {
    /// Percent-decoded once; nil where it is not well-formed or not UTF-8.
    fileprivate var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
