import FoundationEssentials

/// The words of the pages in one language: section → key → text.
///
/// Nothing a person reads is written in code or in a template.
struct Catalog: Sendable {
    private let sections: [String: [String: String]]

    init(json: [UInt8]) throws {
        sections = try JSONDecoder().decode([String: [String: String]].self, from: Data(json))
    }

    /// The words of a section with `{name}` replaced by its value.
    func section(_ name: String, filledWith parameters: [String: String] = [:]) -> [String: String] {
        guard let words = sections[name] else { return [:] }
        guard !parameters.isEmpty else { return words }
        return words.mapValues { Self.fill($0, with: parameters) }
    }

    func text(_ section: String, _ key: String, _ parameters: [String: String] = [:]) -> String {
        // A missing word shows its key: ugly, found at once, and better than a page that fails.
        Self.fill(sections[section]?[key] ?? "\(section).\(key)", with: parameters)
    }

    private static func fill(_ text: String, with parameters: [String: String]) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        return parameters.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
    }
}

extension Catalog {
    /// `30 minutes`, `1 hour`: the largest unit that comes out even.
    func duration(seconds: Int) -> String {
        let units = [("day", 86_400), ("hour", 3_600), ("minute", 60)]
        for (name, length) in units where seconds >= length && seconds % length == 0 {
            return counted(seconds / length, name)
        }
        return seconds > 90 ? counted((seconds + 59) / 60, "minute") : counted(seconds, "second")
    }

    private func counted(_ count: Int, _ unit: String) -> String {
        count == 1 ? text("durations", unit) : text("durations", unit + "s", ["count": String(count)])
    }
}
