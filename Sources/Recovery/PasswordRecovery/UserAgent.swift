/// What a browser says of itself, in words a person understands.
///
/// A hint for people, never a proof.
struct UserAgent {
    private let text: String

    init(_ text: String?) {
        self.text = text ?? ""
    }

    /// `Firefox on Windows`; `an application` for what is no browser.
    var inWords: String {
        guard !text.isEmpty else { return "an unknown program" }
        guard let browser = first(of: Self.browsers) else { return "an application" }
        guard let system = first(of: Self.systems) else { return browser }
        return "\(browser) on \(system)"
    }

    private func first(of candidates: [(mark: String, name: String)]) -> String? {
        candidates.first { contains($0.mark) }?.name
    }

    /// By bytes: of each mail a dozen marks are looked for.
    private func contains(_ mark: String) -> Bool {
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: mark.utf8[mark.startIndex]) {
            rest = rest[start...]
            if rest.starts(with: mark.utf8) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    // The order decides: most browsers claim to be several.
    private static let browsers = [
        (mark: "Edg", name: "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]

    private static let systems = [
        (mark: "iPhone", name: "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ]
}
