import Accounts
import HTTPTypes

/// The error object of the recovery APIs: `code`, `message`, `description`, `traceId`, in which
/// null members are written (contract, 0.3 and 0.4).
struct ErrorBody: Encodable {
    let status: HTTPResponse.Status
    private let code: String?
    private let message: String
    private let description: String?
    private let traceID: String
    /// 412 alone tells the text twice.
    private let key: String?

    init(_ failure: Failure, traceID: String, wso2Answers: Bool) {
        self.traceID = traceID
        code = failure.code
        key = failure.key
        switch failure.kind {
        // WSO2 6.1 calls these faults of its own.
        case .badRequest where wso2Answers && Self.faultsOfWSO2.contains(failure.code):
            (status, message, description) = (.internalServerError, "Internal server error", Self.faultText)
        case .badRequest:
            (status, message, description) = (.badRequest, "Bad Request", failure.message)
        case .unauthenticated:
            (status, message, description) = (.unauthorized, "Unauthorized", failure.message)
        case .forbidden:
            (status, message, description) = (.forbidden, "Forbidden", failure.message)
        case .notFound:
            // WSO2's valve says the same twice.
            (status, message, description) = (.notFound, failure.message, failure.message)
        case .unsupportedMediaType:
            (status, message, description) = (.unsupportedMediaType, "Unsupported Media Type", failure.message)
        case .preconditionFailed:
            (status, message, description) = (.preconditionFailed, failure.message, failure.message)
        case .notImplemented:
            (status, message, description) = (.notImplemented, failure.message, nil)
        case .tooManyRequests:
            (status, message, description) = (.tooManyRequests, "Too Many Requests", failure.message)
        case .unavailable:
            (status, message, description) = (.serviceUnavailable, "Service Unavailable", failure.message)
        case .unexpected:
            (status, message, description) = (.internalServerError, "Internal server error", Self.faultText)
        }
    }

    /// A callback that does not match, a body that cannot be read, an unknown scenario.
    private static let faultsOfWSO2: Set<String?> = ["20044", "UE-10000", "UAR-10011"]

    private static let faultText =
        "The server encountered an internal error. Please contact administrator."

    private enum Keys: String, CodingKey {
        case code, message, description, traceId, key
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Keys.self)
        // The access layer's codes are numbers, the APIs' are texts.
        if let code, let number = Int(code), number == status.code {
            try object.encode(number, forKey: .code)
        } else {
            try object.encode(code, forKey: .code)
        }
        try object.encode(message, forKey: .message)
        try object.encode(description, forKey: .description)
        if let key {
            try object.encode(key, forKey: .key)
        } else if status != .notFound {
            try object.encode(traceID, forKey: .traceId)
        }
    }
}
