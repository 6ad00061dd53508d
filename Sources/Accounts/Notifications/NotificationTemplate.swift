/// A message to a user: subject, plain text and HTML in one locale.
package struct NotificationTemplate: Sendable {
    /// The names WSO2 gives its templates, its spelling included.
    package enum Name: String, Sendable, CaseIterable {
        case passwordReset
        case resendPasswordReset
        case passwordResetSucess

        /// What its text has to contain one of: without it the message would be useless.
        ///
        /// WSO2's own templates make the link themselves, around the code.
        var required: [String] {
            switch self {
            case .passwordReset, .resendPasswordReset: ["reset-link", "confirmation-code"]
            case .passwordResetSucess: ["user-name", "greeting-name", "user.claim.givenname"]
            }
        }
    }

    package struct Rendered: Sendable {
        package var subject: String
        package var text: String
        package var html: String
    }

    private let subject: PlaceholderText
    private let text: PlaceholderText
    private let html: PlaceholderText

    /// Throws a `Failure` that names the template and the part that is wrong.
    package init(_ name: Name, locale: String, subject: String, text: String, html: String) throws {
        func parse(_ part: String, _ source: String, _ escaping: PlaceholderText.Escaping) throws -> PlaceholderText {
            do {
                return try PlaceholderText(source, escaping: escaping)
            } catch {
                throw Failure.unexpected("template \(name.rawValue) (\(locale)), \(part): \(error.reason)")
            }
        }
        let line = subject.split(whereSeparator: \.isNewline).joined(separator: " ")
        self.subject = try parse("subject", line, .none)
        self.text = try parse("text", text, .none)
        self.html = try parse("HTML", html, .html)
        for (part, parsed) in [("text", self.text), ("HTML", self.html)] {
            guard parsed.placeholders.isDisjoint(with: name.required) else { continue }
            let missing = name.required.map { "{{\($0)}}" }.joined(separator: " or ")
            throw Failure.unexpected("template \(name.rawValue) (\(locale)), \(part): \(missing) is missing")
        }
    }

    package func rendered(with values: [String: String]) -> Rendered {
        Rendered(
            subject: subject.filled(with: values),
            text: text.filled(with: values),
            html: html.filled(with: values)
        )
    }
}
