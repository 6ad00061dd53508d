import Patterns

extension PasswordPolicy {
    /// The rules as the `passwordrules` attribute tells them to password managers.
    ///
    /// So what they suggest is accepted. Of a pattern it knows the demands that WSO2's are made
    /// of; the rest of a regular expression has no words there.
    package var passwordRulesAttribute: String {
        let demands = [
            (#"(?=.*\d)"#, "digit"), (#"(?=.*[0-9])"#, "digit"), (#"(?=.*[a-z])"#, "lower"), (#"(?=.*[A-Z])"#, "upper"),
            (#"(?=.*[!@#$%&*])"#, "[!@#$%&*]"),
        ]
        let required = demands.filter { pattern?.text.contains($0.0) == true }.map { "required: \($0.1);" }
        return (["minlength: \(minimumLength);", "maxlength: \(maximumLength);"] + required).joined(separator: " ")
    }
}
