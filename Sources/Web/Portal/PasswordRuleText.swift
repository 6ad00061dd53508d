import Accounts

/// A rule of the password policy as the page shows it.
///
/// With `pattern` or `unlike` a script ticks it while the person types.
struct PasswordRuleText {
    var text: String
    var pattern: String?
    var unlike: String?
}

extension Portal {
    func ruleTexts(for user: User) -> [PasswordRuleText] {
        passwords.policy.rules.map { rule in
            switch rule {
            case .length(let minimum, let maximum):
                PasswordRuleText(
                    text: pages.catalog.text(
                        "common",
                        "rule-length",
                        ["minimum": String(minimum), "maximum": String(maximum)]
                    ),
                    pattern: "^.{\(minimum),\(maximum)}$"
                )
            case .notUsername:
                PasswordRuleText(text: pages.catalog.text("common", "rule-not-username"), unlike: user.username)
            case .pattern(let words):
                PasswordRuleText(text: words)
            }
        }
    }
}
