/// Reads settings one after the other, and keeps the books while doing so.
///
/// Each call of a reading function is the only place where a setting is declared: its key, what it takes, its default
/// and its meaning. The typed value comes back; declaration, effective value and problems stay here. An impossible
/// value is recorded and its default returned, so that one run finds everything that is wrong. Hence the one rule for
/// callers: read unconditionally.
struct SettingsReader {
    let layers: SettingLayers
    /// What `$ref{}` knows of keys, those not read yet included.
    private(set) var known: [String: SettingDeclaration]
    /// Set by the first setting that is read: other defaults hang on it.
    var isDemo = false
    private(set) var declarations: [SettingDeclaration] = []
    private(set) var effective: [EffectiveSetting] = []
    private(set) var problems: [SettingsProblem] = []
    private(set) var notices: [SettingsNotice] = []

    init(layers: SettingLayers, known: [SettingDeclaration]) {
        self.layers = layers
        self.known = Dictionary(known.map { ($0.key, $0) }) { first, _ in first }
    }

    /// A setting that always has a value.
    mutating func read<Value>(
        _ key: String,
        _ kind: SettingKind<Value>,
        default standard: DocumentValue,
        demo: DocumentValue? = nil,
        _ meaning: String
    ) -> Value {
        let declaration = declare(key, kind, standard, demo, meaning)
        if let (written, origin) = layers.value(of: declaration),
            let value = accept(written, from: origin, for: key, kind)
        {
            return value
        }
        let fallback = isDemo ? demo ?? standard : standard
        // A default that refers to a setting whose own value is impossible goes by that setting's default.
        guard let (value, shown) = (try? parse(fallback, kind)) ?? (try? unwritten.parse(fallback, kind)) else {
            preconditionFailure("the default of \(key) is not \(kind.expectation)")
        }
        record(key, shown, .default)
        return value
    }

    /// A setting that may be left out; an empty text counts as left out, as templates are full of them.
    mutating func readIfSet<Value>(
        _ key: String,
        _ kind: SettingKind<Value>,
        demo: DocumentValue? = nil,
        _ meaning: String
    ) -> Value? {
        let declaration = declare(key, kind, nil, demo, meaning)
        if let (written, origin) = layers.value(of: declaration), written != "" {
            return accept(written, from: origin, for: key, kind)
        }
        if isDemo, let demo, let (value, shown) = try? parse(demo, kind) {
            record(key, shown, .default)
            return value
        }
        record(key, nil, .default)
        return nil
    }

    /// A setting that exists once for each name in the file, such as `rekey.tenant.*.allowed_callbacks`.
    mutating func readEach<Value>(
        _ pattern: String,
        _ kind: SettingKind<Value>,
        _ meaning: String
    ) -> [String: Value] {
        _ = declare(pattern, kind, nil, nil, meaning)
        var values: [String: Value] = [:]
        for (name, entry, origin) in written(pattern) {
            values[name] = accept(entry.value, from: origin, for: entry.path.key, kind)
        }
        return values
    }

    /// The entries of the file that have the shape of `pattern`, each with what stood for its star.
    func written(_ pattern: String) -> [(name: String, entry: Document.Entry, origin: SettingOrigin)] {
        guard let document = layers.document else { return [] }
        return document.entries.compactMap { entry in
            entry.path.match(pattern)?.first.map { ($0, entry, .file(document.name, entry.position)) }
        }
    }

    /// The same where nothing is written.
    private var unwritten: SettingsReader {
        SettingsReader(layers: SettingLayers(), known: Array(known.values))
    }

    private mutating func declare<Value>(
        _ key: String,
        _ kind: SettingKind<Value>,
        _ standard: DocumentValue?,
        _ demo: DocumentValue?,
        _ meaning: String
    ) -> SettingDeclaration {
        let declaration = SettingDeclaration(
            key: key,
            expectation: kind.expectation,
            defaultValue: standard,
            demoDefault: demo,
            meaning: meaning,
            isSecret: kind.isSecret
        )
        declarations.append(declaration)
        known[key] = declaration
        return declaration
    }

    private mutating func accept<Value>(
        _ written: DocumentValue,
        from origin: SettingOrigin,
        for key: String,
        _ kind: SettingKind<Value>
    ) -> Value? {
        do {
            // Only the file refers to anything; what a shell or a service manager hands over is meant as it is.
            let isFile = if case .file = origin { true } else { false }
            let (value, shown) =
                try isFile ? parse(written, kind) : (kind.parse(written), masked(written, kind.isSecret))
            record(key, shown, origin)
            return value
        } catch {
            let shown = kind.isSecret ? "the value" : written.description
            let message = "\(shown) is not \(kind.expectation)" + (error.reason.map { ": \($0)" } ?? "")
            problems.append(SettingsProblem(origin, key, message))
            return nil
        }
    }

    private func parse<Value>(
        _ written: DocumentValue,
        _ kind: SettingKind<Value>
    ) throws(InvalidValue) -> (Value, String) {
        let (resolved, isSecret) = try resolve(written)
        return (try kind.parse(resolved), masked(resolved, kind.isSecret || isSecret))
    }

    private func masked(_ value: DocumentValue, _ isSecret: Bool) -> String {
        isSecret ? Secret.mask : value.description
    }

    private mutating func record(_ key: String, _ shown: String?, _ origin: SettingOrigin) {
        effective.append(EffectiveSetting(key: key, value: shown, origin: origin))
    }
}

extension SettingsReader {
    /// Where the value of a setting that was read came from.
    func origin(of key: String) -> SettingOrigin {
        effective.last { $0.key == key }?.origin ?? .default
    }

    /// Whether somebody wrote the setting that was read.
    func isWritten(_ key: String) -> Bool {
        switch origin(of: key) {
        case .default, .derived: false
        case .file, .environment, .flag: true
        }
    }

    /// Shows what a setting without a value of its own comes to.
    mutating func settle(_ key: String, as value: DocumentValue, from sources: String) {
        guard let index = effective.lastIndex(where: { $0.key == key }), effective[index].origin == .default else {
            return
        }
        effective[index] = EffectiveSetting(key: key, value: value.description, origin: .derived(from: sources))
    }

    /// Records that values, each possible alone, cannot hold together.
    mutating func refuse(_ key: String, _ message: String, remedy: [String] = []) {
        problems.append(SettingsProblem(origin(of: key), key, message, remedy: remedy))
    }

    mutating func note(_ key: String, _ message: String, at place: SettingOrigin? = nil) {
        notices.append(SettingsNotice(origin: place ?? origin(of: key), key: key, message: message))
    }
}
