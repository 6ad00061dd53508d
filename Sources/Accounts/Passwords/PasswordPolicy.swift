package import Patterns

/// What a new password has to be like: a pure rule, the same on every path by which one is set.
///
/// Speaks to people in the words of WSO2's validators, which are part of the contract. Knows
/// neither where its rules were configured nor who asks.
package struct PasswordPolicy: Sendable {
    /// One rule, for who shows them before they are broken.
    package enum Rule: Sendable, Equatable {
        /// In code points.
        case length(Int, Int)
        case notUsername
        /// The words that were configured for the pattern.
        case pattern(String)
    }

    package let minimumLength: Int
    package let maximumLength: Int
    let pattern: Pattern?
    private let patternMessage: String

    /// What is not said is what holds where nothing is configured: length, and no password that
    /// everybody can read off the account (NIST SP 800-63B-4, 3.1.1.2).
    ///
    /// - Parameters:
    ///   - minimumLength: in code points.
    ///   - maximumLength: in code points.
    ///   - pattern: has to match the whole password.
    ///   - patternMessage: what is said when it does not.
    package init(
        minimumLength: Int = 8,
        maximumLength: Int = 256,
        pattern: Pattern? = nil,
        patternMessage: String? = nil
    ) {
        self.minimumLength = minimumLength
        self.maximumLength = maximumLength
        self.pattern = pattern
        self.patternMessage = patternMessage ?? "Password pattern policy violated."
    }

    /// In the order in which they are checked.
    package var rules: [Rule] {
        [.length(minimumLength, maximumLength), .notUsername] + (pattern == nil ? [] : [.pattern(patternMessage)])
    }

    /// What is said to who chose `password`; nil where it may be used.
    ///
    /// Length comes first: it bounds the text that the pattern has to read.
    package func violation(of password: Password, username: String) -> String? {
        if password.length < minimumLength { return "Password must have at least \(minimumLength) characters" }
        if password.length > maximumLength { return "Password cannot have more than \(maximumLength) characters" }
        if password.text.lowercased() == username.lowercased() { return "Cannot use the username as the password" }
        if let pattern, !pattern.matches(password.text) { return patternMessage }
        return nil
    }
}
