import Logging
import Settings

extension Logger {
    /// Writes to standard error: lines for people, or an object a line for machines.
    init(_ settings: LogSettings) {
        self.init(label: "rekey") { _ in
            switch settings.format {
            case .text: TextLogHandler()
            case .json: JSONLogHandler()
            }
        }
        logLevel = Level(rawValue: settings.level.rawValue) ?? .info
    }
}
