import Accounts
import Glibc
import Logging

/// A line for people on standard error: time, level, message, and what belongs to it.
///
/// Every request has a logger with an id of its own and hardly any logs something, so the words are put together only
/// when a line is written.
struct TextLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = "\(Surroundings.machine.now().iso8601) \(event.level) \(event.message)"
        let details = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in details.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        // A message of somebody else's must not look like two.
        var bytes = line.utf8.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }
        bytes.append(UInt8(ascii: "\n"))
        unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
