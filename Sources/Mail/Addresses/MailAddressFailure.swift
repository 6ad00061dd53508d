/// Why a text is not an address that mail can be sent to.
///
/// The text itself is never repeated: it may be somebody's address, and failures are logged.
package enum MailAddressFailure: Error, Sendable, Hashable, CaseIterable {
    case missingPart
    case severalAddresses
    case controlCharacter
    case tooLong
    case quotedLocalPart
    case localPartOutsideASCII
    case localPart
    case domainOutsideASCII
    case addressLiteral
    case domain
}

extension MailAddressFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missingPart: "An address needs a name and a domain around one @."
        case .severalAddresses: "There is more than one address."
        case .controlCharacter: "The address contains a control character."
        case .tooLong: "The address is too long: 64 bytes before the @ and 254 in all are allowed."
        case .quotedLocalPart: "Quoted names before the @ are not supported."
        case .localPartOutsideASCII: "Only ASCII is supported before the @."
        case .localPart: "The part before the @ contains a character or a dot where none may be."
        case .domainOutsideASCII: "The domain contains characters outside ASCII: write it in its xn-- form."
        case .addressLiteral: "The domain has to be a name, not a network address."
        case .domain: "The domain is not a host name."
        }
    }
}
