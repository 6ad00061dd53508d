/// Every failure that a caller may see, with the codes and words of WSO2 Identity Server 6.1
/// (recovery API, error table) and, below, our own.
extension Failure {
    // MARK: Codes sent to people

    package static func invalidCode(_ code: String?) -> Failure {
        Failure(.badRequest, code: "18001", message: "Invalid Code '\(shown(code))'.")
    }

    package static func expiredCode(_ code: String) -> Failure {
        Failure(.badRequest, code: "18002", message: "Expired Code '\(shown(code))'.")
    }

    /// set-password at another tenant than the code's.
    package static func foreignCode(tenant: String) -> Failure {
        Failure(.badRequest, code: "UAR-10005", message: "invalid tenant domain: \(tenant)")
    }

    /// validate-code at another tenant than the code's: the contract has no code here.
    package static func foreignCodeValidated(tenant: String) -> Failure {
        Failure(.badRequest, code: nil, message: "Invalid tenant domain: \(tenant)")
    }

    // MARK: Accounts

    package static func unknownUser(_ username: String) -> Failure {
        Failure(.badRequest, code: "18003", message: "Invalid User '\(shown(username))'.")
    }

    package static func noLocalPassword(_ username: String) -> Failure {
        Failure(
            .badRequest,
            code: "18004",
            message: "User \(shown(username)) doesn't have a password for local account."
        )
    }

    package static func lockedAccount(_ username: String) -> Failure {
        Failure(.badRequest, code: "17003", message: "User account is locked - '\(shown(username))'.")
    }

    package static func disabledAccount(_ username: String) -> Failure {
        Failure(.badRequest, code: "17004", message: "user account is disabled '\(shown(username))'.")
    }

    package static func unverifiedAccount(_ username: String) -> Failure {
        Failure(.badRequest, code: "17005", message: "User account not yet verified - '\(shown(username)).'")
    }

    package static func passwordNotYetChosen(_ username: String) -> Failure {
        Failure(.badRequest, code: "17006", message: "Password reset is not yet completed '\(shown(username)).'")
    }

    package static func severalUsers(_ username: String) -> Failure {
        Failure(
            .badRequest,
            code: nil,
            message: "There are multiple users with username: \(shown(username)) in the system, "
                + "please send the correct user-store domain along with the username."
        )
    }

    package static let noAddress = Failure(
        .badRequest,
        code: "20016",
        message: "Email notification sending failed. Sending email address is not configured for the user."
    )

    // MARK: Settings

    package static let recoveryDisabled = Failure(
        .badRequest,
        code: "20017",
        message: "Notification based password recovery is not enabled"
    )

    package static func callbackRefused(_ callback: String) -> Failure {
        Failure(
            .badRequest,
            code: "20044",
            message: "Configured callback URL does not match with the provided callback URL: "
                + "\(shown(callback)) in the request."
        )
    }

    package static func unknownScenario(_ name: String) -> Failure {
        Failure(.badRequest, code: "UAR-10011", message: "Invalid recovery scenario: '\(shown(name))'")
    }

    package static let nothingToResend = Failure(
        .notImplemented,
        code: nil,
        message: "This service is not yet implemented."
    )

    package static let oldCodeNotFound = Failure(
        .badRequest,
        code: "20024",
        message: "Old confirmation code not found"
    )

    // MARK: Passwords

    package static func passwordRefused(_ reason: String) -> Failure {
        Failure(.badRequest, code: "20035", message: reason)
    }

    package static let passwordInHistory = Failure(
        .preconditionFailed,
        code: "22001",
        message: "This password has been used in recent history. Please choose a different password"
    )

    // MARK: The request itself

    package static let malformedBody = Failure(
        .badRequest,
        code: "UE-10000",
        message: "Provided request body content is not in the expected format."
    )

    package static func missingMember(_ name: String) -> Failure {
        Failure(.badRequest, code: "UE-10000", message: "\(name) is missing or not of the expected type.")
    }

    package static func bodyTooLarge(limit: Int) -> Failure {
        Failure(.badRequest, code: "UE-10000", message: "The request body is larger than \(limit) bytes.")
    }

    package static let notJSON = Failure(
        .unsupportedMediaType,
        code: "UE-10000",
        message: "The request body has to be application/json."
    )

    package static func unknownTenant(_ domain: String) -> Failure {
        Failure(.notFound, code: "404", message: "invalid tenant domain : \(shown(domain))")
    }

    package static let unauthenticated = Failure(
        .unauthenticated,
        code: "401",
        message: "Authorization failure. Authorization information was invalid or missing from your request."
    )

    /// What the console was asked for is not there, or is another tenant's.
    package static let noSuchThing = Failure(.notFound, code: "404", message: "There is no such thing.")

    package static let forbidden = Failure(
        .forbidden,
        code: "403",
        message: "Operation is not permitted. You do not have permissions to make this request."
    )

    // MARK: Ours

    /// A limit is spent.
    ///
    /// Alike for known and unknown users.
    package static func limited(retryAfterSeconds: Int) -> Failure {
        Failure(
            .tooManyRequests(retryAfterSeconds: retryAfterSeconds),
            code: "RKY-42901",
            message: "Too many requests. Try again later."
        )
    }

    package static func busy(retryAfterSeconds: Int, cause: String) -> Failure {
        Failure(
            .unavailable(retryAfterSeconds: retryAfterSeconds),
            code: "RKY-50301",
            message: "The server is busy. Try again shortly.",
            cause: cause
        )
    }

    /// Another node should be asked; told once at the start, so without a cause for the log.
    package static let outOfService = Failure(
        .unavailable(retryAfterSeconds: 10),
        code: "RKY-50302",
        message: "This server is out of service. Try again shortly."
    )

    package static func unexpected(_ cause: String, code: String = "SE-50000") -> Failure {
        Failure(.unexpected, code: code, message: "Unexpected Processing Error.", cause: cause)
    }

    /// What a caller sent, as far as it is sensible to send it back: short and printable.
    private static func shown(_ text: String?) -> String {
        guard let text else { return "null" }
        guard text.utf8.count <= 256, text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return "%s" }
        return text
    }
}
