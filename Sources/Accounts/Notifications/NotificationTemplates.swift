/// Every template in every locale, parsed at start: a broken one stops the start with its name.
package struct NotificationTemplates: Sendable {
    /// The locale that always exists.
    package static let fallbackLocale = "en_US"

    private let templates: [String: [NotificationTemplate.Name: NotificationTemplate]]
    private let fallback: [NotificationTemplate.Name: NotificationTemplate]

    /// `source`: the text of one part of a template, nil where there is none.
    package init(
        locales: [String],
        source: (_ name: NotificationTemplate.Name, _ locale: String, _ part: Part) throws -> String?
    ) throws {
        var templates: [String: [NotificationTemplate.Name: NotificationTemplate]] = [:]
        for locale in locales {
            for name in NotificationTemplate.Name.allCases {
                func part(_ part: Part) throws -> String {
                    guard let text = try source(name, locale, part) else {
                        throw Failure.unexpected("template \(name.rawValue) (\(locale)) has no \(part.rawValue)")
                    }
                    return text
                }
                templates[locale, default: [:]][name] = try NotificationTemplate(
                    name,
                    locale: locale,
                    subject: part(.subject),
                    text: part(.text),
                    html: part(.html)
                )
            }
        }
        guard let fallback = templates[Self.fallbackLocale] else {
            throw Failure.unexpected("templates for \(Self.fallbackLocale) are missing")
        }
        self.templates = templates
        self.fallback = fallback
    }

    package enum Part: String, Sendable {
        case subject, text, html
    }

    /// The closest locale that has templates: the same, one of the same language, else `en_US`.
    ///
    /// `fr-FR`, `fr_FR` and `fr` are alike.
    package func locale(for wanted: String) -> String {
        let wanted = wanted.replacing("-", with: "_").lowercased()
        if let same = templates.keys.first(where: { $0.lowercased() == wanted }) { return same }
        let language = wanted.prefix { $0 != "_" }
        return templates.keys.sorted().first { $0.lowercased().prefix { $0 != "_" } == language }
            ?? Self.fallbackLocale
    }

    /// `locale` is one that `locale(for:)` gave; `init` made sure that each has every template.
    package subscript(name: NotificationTemplate.Name, locale: String) -> NotificationTemplate {
        guard let template = (templates[locale] ?? fallback)[name] else {
            preconditionFailure("template \(name.rawValue) exists since init")
        }
        return template
    }
}
