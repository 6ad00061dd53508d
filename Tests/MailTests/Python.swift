import Foundation
import TestSupport
import Testing

/// The Python that the tests' mail server and message reader run in.
enum Python {
    static let executable = ProcessInfo.processInfo.environment["REKEY_TEST_PYTHON"] ?? "python3"

    /// Skipping is for a developer's machine; in CI a missing server fails the tests.
    static let isThere = ProcessInfo.processInfo.environment["CI"] == "true" || hasServer
    static let skipped: Comment = "python3 with aiosmtpd is missing (REKEY_TEST_PYTHON names another python)"

    private static let hasServer = (try? run("-c", "import aiosmtpd")) != nil

    static func script(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support").appending(path: name).path
    }

    struct Failed: Error {
        let status: Int32
    }

    /// What the command writes to standard output.
    @discardableResult
    static func run(_ arguments: String..., input: Data = Data()) throws -> Data {
        try run([executable] + arguments, input: input)
    }

    @discardableResult
    static func run(_ command: [String], input: Data = Data()) throws -> Data {
        // By way of a file: a pipe that is full would block both sides.
        let file = FileManager.default.temporaryDirectory.appending(path: "rekey-\(UUID().uuidString)")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (status, output) = try ChildProcess.run(
            ["/usr/bin/env"] + command,
            input: FileHandle(forReadingFrom: file)
        )
        guard status == 0 else { throw Failed(status: status) }
        return output
    }
}
