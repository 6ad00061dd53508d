/// Why a line of an import is no user, in words for whoever wrote it; never a password or a hash.
package struct ImportFailure: Error, Sendable, CustomStringConvertible {
    /// Counted from 1, as editors do.
    package let line: Int
    package let reason: String

    init(line: Int, _ reason: String) {
        self.line = line
        self.reason = reason
    }

    package var description: String { "line \(line): \(reason)" }
}
