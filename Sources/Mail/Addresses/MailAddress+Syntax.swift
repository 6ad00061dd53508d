extension MailAddress {
    /// RFC 5321, 4.5.3.1: the local part's limit, and a path's 256 octets less its angle brackets.
    private static let localPartLimit = 64
    private static let addressLimit = 254

    static func check(_ bytes: [UInt8]) throws(MailAddressFailure) {
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
        guard !bytes.contains(UInt8(ascii: "\"")) else { throw .quotedLocalPart }
        guard !bytes.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }) else {
            throw .severalAddresses
        }
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw .severalAddresses }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw .missingPart }
        guard parts[0].count <= localPartLimit, bytes.count <= addressLimit else { throw .tooLong }
        try checkLocalPart(parts[0])
        try checkDomain(parts[1])
    }

    /// RFC 5321, 4.1.2: `Dot-string`.
    private static func checkLocalPart(_ part: ArraySlice<UInt8>) throws(MailAddressFailure) {
        guard part.allSatisfy({ $0 < 0x80 }) else { throw .localPartOutsideASCII }
        let atoms = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard atoms.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isAtomText) }) else { throw .localPart }
        // An encoded-word has no place in an address (RFC 2047, 5), yet relays have been seen to decode one
        // and to deliver to the address that came out of it.
        guard !part.indices.dropLast().contains(where: { part[$0] == equals && part[$0 + 1] == questionMark }) else {
            throw .localPart
        }
    }

    /// RFC 5321, 4.1.2: `Domain`, names only; labels as RFC 1123, 2.1 has them.
    private static func checkDomain(_ part: ArraySlice<UInt8>) throws(MailAddressFailure) {
        guard part.allSatisfy({ $0 < 0x80 }) else { throw .domainOutsideASCII }
        guard part.first != UInt8(ascii: "[") else { throw .addressLiteral }
        let labels = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel) else { throw .domain }
        guard let last = labels.last, !last.allSatisfy(isDigit) else { throw .addressLiteral }
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
        let hyphen = UInt8(ascii: "-")
        return first != hyphen && last != hyphen && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }

    /// RFC 5322, 3.2.3: `atext`.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || atomSymbols.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static let atomSymbols = Array("!#$%&'*+-/=?^_`{|}~".utf8)
    private static let equals = UInt8(ascii: "=")
    private static let questionMark = UInt8(ascii: "?")
}
