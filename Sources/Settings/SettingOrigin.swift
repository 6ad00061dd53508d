/// Where a value comes from.
package enum SettingOrigin: Sendable, Equatable {
    case `default`
    /// Worked out from other settings, named in the text.
    case derived(from: String)
    case file(String, SourcePosition?)
    case environment(variable: String)
    case flag
}

extension SettingOrigin: CustomStringConvertible {
    /// Short enough to stand beside a value or before a message; files in the form editors make clickable.
    package var description: String {
        switch self {
        case .default: "default"
        case .derived(let sources): "from \(sources)"
        case .file(let name, let position?): "\(name):\(position.line):\(position.column)"
        case .file(let name, nil): name
        case .environment(let variable): "environment \(variable)"
        case .flag: "command line"
        }
    }

    /// Files first, in the order of their lines.
    var reportingOrder: (Int, Int, Int) {
        switch self {
        case .file(_, let position): (0, position?.line ?? 0, position?.column ?? 0)
        case .environment: (1, 0, 0)
        case .flag: (2, 0, 0)
        case .default, .derived: (3, 0, 0)
        }
    }
}
