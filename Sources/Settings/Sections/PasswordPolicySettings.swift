/// What a new password has to be like.
package struct PasswordPolicySettings: Sendable {
    /// In code points.
    package let minimumLength: Int
    package let maximumLength: Int
    /// A regular expression the password has to match as a whole.
    package let pattern: String?
    /// Shown when `pattern` does not match.
    package let patternMessage: String?
    /// How many former passwords may not be used again; zero: all may.
    package let historyLength: Int

    private static let section = "identity_mgt.password_policy"
    /// NIST SP 800-63B-4 section 3.1.1.2: long pass phrases have to fit.
    private static let longest = 256

    init(reading reader: inout SettingsReader) {
        let isEnabled = reader.read(
            "\(Self.section).enable_password_policy",
            .boolean,
            default: false,
            "Whether the rules below hold; otherwise passwords have 8 to 256 characters, whichever."
        )
        let minimum = reader.read(
            "\(Self.section).min_characters",
            .integer(1...Self.longest),
            default: 8,
            "The shortest password. WSO2's default is 6."
        )
        let maximum = reader.read(
            "\(Self.section).max_characters",
            .integer(1...1024),
            default: .integer(Int64(Self.longest)),
            "The longest password. WSO2's default is 12."
        )
        let pattern = reader.readIfSet(
            "\(Self.section).match_pattern",
            .pattern,
            "A regular expression that passwords have to match as a whole. WSO2 asks for four kinds of characters."
        )
        let message = reader.readIfSet(
            "\(Self.section).error_message_on_pattern_validation_failure",
            .message,
            "What people are told whose password does not match."
        )
        let keepsHistory = reader.read(
            "\(Self.section).enable_password_history",
            .boolean,
            default: false,
            "Whether former passwords are refused."
        )
        let history = reader.read(
            "\(Self.section).no_of_previous_passwords_to_disallow",
            .integer(1...100),
            default: 5,
            "How many former passwords are refused."
        )
        minimumLength = isEnabled ? minimum : 8
        maximumLength = isEnabled ? maximum : Self.longest
        self.pattern = isEnabled ? pattern : nil
        patternMessage = isEnabled ? message : nil
        historyLength = keepsHistory ? history : 0

        if minimum > maximum {
            reader.refuse("\(Self.section).max_characters", "is smaller than min_characters, which is \(minimum)")
        }
        for key in ["min_characters", "max_characters", "match_pattern"]
        where !isEnabled && reader.isWritten("\(Self.section).\(key)") {
            reader.note("\(Self.section).\(key)", "without effect: \(Self.section).enable_password_policy is false")
        }
    }
}
