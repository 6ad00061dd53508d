import FoundationEssentials

extension NotificationTemplates {
    /// The templates that come with the server.
    ///
    /// With a folder, files of the same names in it take their places, and further locales are added by
    /// theirs: `passwordReset.fr_FR.html`.
    package static func builtIn(overriddenBy folder: String? = nil) throws -> NotificationTemplates {
        var locales: Set<String> = [fallbackLocale]
        if let folder {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            for file in files {
                let parts = file.split(separator: ".")
                if parts.count >= 3, NotificationTemplate.Name(rawValue: String(parts[0])) != nil {
                    locales.insert(String(parts[1]))
                }
            }
        }
        return try NotificationTemplates(locales: locales.sorted()) { name, locale, part in
            if let folder {
                let path = "\(folder)/\(name.rawValue).\(locale).\(part.fileEnding)"
                if FileManager.default.fileExists(atPath: path) {
                    return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
                }
            }
            // A locale of the folder that has only some templates takes the others from English.
            return embedded(name, part).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private static func embedded(_ name: NotificationTemplate.Name, _ part: Part) -> [UInt8]? {
        switch (name, part) {
        case (.passwordReset, .subject): PackageResources.passwordReset_en_US_subject_txt
        case (.passwordReset, .text): PackageResources.passwordReset_en_US_txt
        case (.passwordReset, .html): PackageResources.passwordReset_en_US_html
        case (.resendPasswordReset, .subject): PackageResources.resendPasswordReset_en_US_subject_txt
        case (.resendPasswordReset, .text): PackageResources.resendPasswordReset_en_US_txt
        case (.resendPasswordReset, .html): PackageResources.resendPasswordReset_en_US_html
        case (.passwordResetSucess, .subject): PackageResources.passwordResetSucess_en_US_subject_txt
        case (.passwordResetSucess, .text): PackageResources.passwordResetSucess_en_US_txt
        case (.passwordResetSucess, .html): PackageResources.passwordResetSucess_en_US_html
        }
    }
}

extension NotificationTemplates.Part {
    fileprivate var fileEnding: String {
        switch self {
        case .subject: "subject.txt"
        case .text: "txt"
        case .html: "html"
        }
    }
}
