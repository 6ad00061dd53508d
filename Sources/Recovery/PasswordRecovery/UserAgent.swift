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
        guard let browser = first(of: browsers) else { return text.isEmpty ? "an unknown program" : "an application" }
        guard let system = first(of: systems) else { return browser }
        return "\(browser) on \(system)"
    }

    private func first(of candidates: [(mark: String, name: String)]) -> String? {
        candidates.first { text.contains($0.mark) }?.name
    }

    // The order decides: most browsers claim to be several.
    private var browsers: [(mark: String, name: String)] {
        [
            ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ]
    }

    private var systems: [(mark: String, name: String)] {
        [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
        ]
    }
}
