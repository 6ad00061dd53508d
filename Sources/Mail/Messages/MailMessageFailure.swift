/// Why a message cannot be written down.
package enum MailMessageFailure: Error, Sendable, Hashable {
    case messageID
    case language
    case date
}

extension MailMessageFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .messageID: "The Message-ID is not of the form name@domain in at most 250 printable ASCII characters."
        case .language: "The language is not a BCP 47 tag."
        case .date: "The date is not between the years 1900 and 9999."
        }
    }
}
