/// The way from the top of a TOML document to one value, and its one spelling as text.
///
/// The spelling (`server.hostname`, `rekey.tenant."acme.example".allowed_callbacks`, `event_listener[0].name`) is what
/// the rest of this module uses as a key: equal paths have equal spellings.
struct SettingPath: Sendable {
    enum Component: Sendable, Equatable {
        case name(String)
        case index(Int)
    }

    private(set) var components: [Component] = []
    private(set) var key = ""

    mutating func append(_ component: Component) {
        components.append(component)
        switch component {
        case .index(let index): key += "[\(index)]"
        case .name(let name): key += (key.isEmpty ? "" : ".") + Self.spelling(of: name)
        }
    }

    func appending(_ component: Component) -> SettingPath {
        var longer = self
        longer.append(component)
        return longer
    }

    /// The first `length` steps of this path.
    func prefix(_ length: Int) -> SettingPath {
        components.prefix(length).reduce(into: SettingPath()) { $0.append($1) }
    }

    /// What `*` stood for, in order, when this path has the shape of `pattern`; nil when it has not.
    ///
    /// In a pattern `*` is any one name or index and a last `**` is everything below.
    func match(_ pattern: String) -> [String]? {
        var captured: [String] = []
        var remaining = components[...]
        for part in pattern.split(separator: ".") {
            if part == "**" { return remaining.isEmpty ? nil : captured }
            guard let component = remaining.popFirst() else { return nil }
            switch component {
            case .name(let name) where part == "*": captured.append(name)
            case .index(let index) where part == "*": captured.append(String(index))
            case .name(let name) where name == part: break
            default: return nil
            }
        }
        return remaining.isEmpty ? captured : nil
    }

    /// TOML 1.0, "Keys": a name outside `A-Za-z0-9_-` has to be quoted.
    private static func spelling(of name: String) -> String {
        let isBare = !name.isEmpty && name.utf8.allSatisfy(isBareKeyByte)
        return isBare ? name : DocumentValue.string(name).description
    }

    static func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
