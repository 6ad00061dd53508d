extension SettingKind where Value == String {
    /// A name as RFC 1123 section 2.1 allows it, or an address; no scheme, no port.
    static var hostname: SettingKind {
        .text("a host name") { text throws(InvalidValue) in
            guard !text.contains("/") else { throw InvalidValue(reason: "write the name alone: id.example.com") }
            guard !text.contains(":") || NetworkRange.addressBytes(text) != nil else {
                throw InvalidValue(reason: "write the name without a port")
            }
            guard isHostname(text) || NetworkRange.addressBytes(text) != nil else { throw InvalidValue() }
            return text
        }
    }

    static var address: SettingKind {
        .text("an IP address") { text throws(InvalidValue) in
            guard NetworkRange.addressBytes(text) != nil else { throw InvalidValue() }
            return text
        }
    }

    /// `name@example.com`, plain (RFC 5321 section 4.1.2): what else RFC 5322 allows belongs into no configuration.
    static var mailAddress: SettingKind {
        .text("a mail address") { text throws(InvalidValue) in
            guard !text.contains("<") else { throw InvalidValue(reason: "the display name belongs into signature") }
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let special = "()<>[]:;@\\,\" "
            guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 64,
                parts[0].unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }),
                !parts[0].contains(where: special.contains), isHostname(parts[1])
            else { throw InvalidValue() }
            return text
        }
    }

    /// `https://id.example.com`, with a port if need be: scheme and authority, nothing after.
    static var origin: SettingKind {
        .text("the start of a URL such as \"https://id.example.com\"") { text throws(InvalidValue) in
            let url = try URLPrefix(text)
            guard url.path.isEmpty || url.path == "/" else {
                throw InvalidValue(reason: "Rekey answers at the root of its host: no path after the host name")
            }
            return url.origin
        }
    }

    /// Where a person may be sent after a reset: `https://app.example.com/` or a path below it.
    ///
    /// Without TLS only to this machine: everywhere else the answer could be changed on its way.
    static var callback: SettingKind {
        .text("the start of a URL such as \"https://app.example.com/\"") { text throws(InvalidValue) in
            let url = try URLPrefix(text)
            guard url.scheme == "https" || url.isLoopback else {
                throw InvalidValue(reason: "plain http is taken for localhost only")
            }
            return url.origin + (url.path.isEmpty ? "/" : url.path)
        }
    }
}

extension SettingKind where Value == NetworkRange {
    static var network: SettingKind {
        .text("a network such as \"10.0.0.0/8\"") { text throws(InvalidValue) in
            guard let network = NetworkRange(text) else { throw InvalidValue() }
            return network
        }
    }
}

/// The parts of an `http` or `https` URL that has neither user nor query nor fragment.
struct URLPrefix {
    let scheme: String
    let authority: String
    let path: String

    var origin: String { "\(scheme)://\(authority)" }

    var isLoopback: Bool {
        ["localhost", "127.0.0.1", "[::1]"].contains { authority == $0 || authority.hasPrefix($0 + ":") }
    }

    init(_ text: String) throws(InvalidValue) {
        let lower = text.lowercased()
        guard let scheme = ["https", "http"].first(where: { lower.hasPrefix($0 + "://") }) else {
            throw InvalidValue(reason: "it has to start with https://")
        }
        let rest = text.dropFirst(scheme.count + "://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        self.scheme = scheme
        authority = rest[..<slash].lowercased()
        path = String(rest[slash...])
        // RFC 3986 section 2: what may stand in a path, less what readers of URLs disagree about.
        let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\\?#%\"<>".utf8.contains($0) }
        guard isPlain, !path.contains("/.") else {
            throw InvalidValue(reason: "the path may hold no query, fragment, backslash, dot segment or % sign")
        }
        guard Self.isAuthority(authority) else { throw InvalidValue(reason: "after :// comes a host, or host:port") }
    }

    private static func isAuthority(_ text: String) -> Bool {
        let isBracketed = text.hasPrefix("[")
        let hostEnd = isBracketed ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":")
        let host = text[..<(hostEnd ?? text.endIndex)]
        let port = text[host.endIndex...]
        let isPort = port.isEmpty || (port.first == ":" && Int(port.dropFirst()).map { 1...65535 ~= $0 } == true)
        guard isBracketed else { return isHostname(host) && isPort }
        return host.hasSuffix("]") && NetworkRange.addressBytes(String(host.dropFirst().dropLast()))?.count == 16
            && isPort
    }
}

private func isHostname(_ text: some StringProtocol) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return text.utf8.count <= 253
        && labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { SettingPath.isBareKeyByte($0) && $0 != UInt8(ascii: "_") }
        }
}
