import Accounts
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

extension Failure {
    static let noSuchPage = Failure(.notFound, code: "404", message: "There is no such page.")

    /// Any error as a failure: ours, the HTTP library's, or what nobody foresaw.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure:
            self = failure
        case let error as any HTTPResponseError:
            self =
                switch error.status {
                case .notFound, .methodNotAllowed: .noSuchPage
                case .contentTooLarge: .bodyTooLarge(limit: RequestBody.limit)
                case .internalServerError: .unexpected("\(error)")
                default: .malformedBody
                }
        case is HTTPParserError:
            self = .malformedBody
        case is NIOTooManyBytesError:
            self = .bodyTooLarge(limit: RequestBody.limit)
        case let error as any FailureConvertible:
            self = error.asFailure
        default:
            self = .unexpected("\(error)")
        }
    }
}

extension Failure {
    /// A form without the anti-forgery token of its browser.
    static let formExpired = Failure(.forbidden, code: "RKY-40301", message: "The form has expired.")

    static func == (left: Failure, right: Failure) -> Bool {
        left.kind == right.kind && left.code == right.code
    }
}
