/// What is logged, and in which form.
package struct LogSettings: Sendable {
    package enum Level: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    package enum Format: String, Sendable, CaseIterable {
        case text, json
    }

    package let level: Level
    package let format: Format

    init(reading reader: inout SettingsReader) {
        level = reader.read("rekey.log.level", .oneOf(Level.self), default: "info", "The least that is logged.")
        format = reader.read(
            "rekey.log.format",
            .oneOf(Format.self),
            default: "text",
            "Lines for people, or an object a line for machines."
        )
    }
}
