/// Sorts what is written and was not read: WSO2's keys become notices, all others problems.
struct UnknownKeys {
    private(set) var problems: [SettingsProblem] = []
    private(set) var notices: [SettingsNotice] = []
    private let declared: [SettingDeclaration]

    init(in layers: SettingLayers, declared: [SettingDeclaration]) {
        self.declared = declared
        if let document = layers.document { sort(document) }
        sort(environment: layers.environment)
        sort(flags: layers.flags)
    }

    private mutating func sort(_ document: Document) {
        var unused: [String: (first: Document.Entry, pattern: WSO2Keys.Pattern, count: Int)] = [:]
        var reported: Set<String> = []
        for entry in document.entries where !isDeclared(entry.path) {
            if let pattern = WSO2Keys.pattern(for: entry.path) {
                guard entry.value != .emptySection else { continue }
                // A whole section of WSO2's is told once, not key by key.
                unused[pattern.isSection ? pattern.heading : entry.path.key, default: (entry, pattern, 0)].count += 1
            } else if let problem = problem(for: entry, in: document), reported.insert(problem.key ?? "").inserted {
                problems.append(problem)
            }
        }
        for (key, (first, pattern, count)) in unused.sorted(by: { $0.value.first.position < $1.value.first.position })
        where !pattern.isExplainedElsewhere {
            let name = pattern.isSection ? "[\(key)]" : key
            let extent = pattern.isSection ? " (\(count) \(count == 1 ? "key" : "keys"))" : ""
            let advice = pattern.advice.map { "; \($0)" } ?? ""
            let message = "\(WSO2Keys.unused)\(extent)\(advice)"
            notices.append(SettingsNotice(origin: .file(document.name, first.position), key: name, message: message))
        }
    }

    private func isDeclared(_ path: SettingPath) -> Bool {
        declared.contains { $0.key == path.key || ($0.key.contains("*") && path.match($0.key) != nil) }
    }

    /// Names the smallest part that is unknown: the section when it is, else the key.
    private func problem(for entry: Document.Entry, in document: Document) -> SettingsProblem? {
        let origin = SettingOrigin.file(document.name, entry.position)
        let key = entry.path.key
        if Catalogue.sections.contains(key) || WSO2Keys.sections.contains(key) {
            // An empty section is harmless: all its lines may be commented out.
            if entry.value == .emptySection { return nil }
            return SettingsProblem(origin, key, "this is a section, not a key; write [\(key)] on a line of its own")
        }
        let sections = Catalogue.sections.union(WSO2Keys.sections)
        for length in 1..<max(entry.path.components.count, 1) {
            let section = entry.path.prefix(length)
            if Catalogue.keys.contains(section.key) {
                return SettingsProblem(origin, key, "\(section.key) is a key, not a section")
            }
            let isKnown = sections.contains(section.key) || declared.contains { isBeginning(section, of: $0.key) }
            guard !isKnown else { continue }
            let nearest = NearestKey.of(section.key, among: sections)
            return SettingsProblem(origin, "[\(section.key)]", "unknown section", nearest: nearest.map { "[\($0)]" })
        }
        if entry.value == .emptySection {
            let nearest = NearestKey.of(key, among: sections)
            return SettingsProblem(origin, "[\(key)]", "unknown section", nearest: nearest.map { "[\($0)]" })
        }
        let candidates = Catalogue.keys.union(WSO2Keys.keys)
        return SettingsProblem(origin, key, "unknown key", nearest: NearestKey.of(key, among: candidates))
    }

    private func isBeginning(_ section: SettingPath, of pattern: String) -> Bool {
        let parts = pattern.split(separator: ".")
        guard pattern.contains("*"), parts.count > section.components.count else { return false }
        return section.match(parts.prefix(section.components.count).joined(separator: ".")) != nil
    }

    /// Only names with `__` are taken for ours: a container platform sets `REKEY_PORT` and the like by itself.
    private mutating func sort(environment: [String: String]) {
        let variables = Set(declared.map(\.variable))
        for name in environment.keys.sorted() where name.hasPrefix("REKEY_") && name.contains("__") {
            guard !variables.contains(name) else { continue }
            let nearest = NearestKey.of(name, among: variables)
            problems.append(SettingsProblem(.environment(variable: name), nil, "unknown variable", nearest: nearest))
        }
    }

    private mutating func sort(flags: [String: String]) {
        for key in flags.keys.sorted() where !Catalogue.keys.contains(key) {
            let nearest = NearestKey.of(key, among: Catalogue.keys)
            problems.append(SettingsProblem(.flag, key, "unknown key", nearest: nearest))
        }
    }
}
