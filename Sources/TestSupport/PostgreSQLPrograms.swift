import Foundation

/// The programs of an installed PostgreSQL, and as whom they are run.
struct PostgreSQLPrograms: Sendable {
    private let folder: String

    /// Whom the server's files belong to, because PostgreSQL refuses to be run by root; nil for whoever runs the tests.
    let owner: String?

    /// Throws where none is installed.
    init() throws {
        guard
            let initdb = Self.folders.lazy.map({ $0 + "/initdb" })
                .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
        else { throw PostgreSQLUnavailable("PostgreSQL is not installed") }
        // Where it is a link, the others may not be beside it.
        folder = URL(filePath: initdb).resolvingSymlinksInPath().deletingLastPathComponent().path
        owner = getuid() == 0 ? "postgres" : nil
    }

    /// Debian keeps the server's programs out of the PATH, those of each release in a folder.
    private static var folders: [String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let debian = "/usr/lib/postgresql"
        let releases = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        return path.split(separator: ":").map(String.init)
            + releases.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(debian)/\($0)/bin" }
    }

    /// How to call a program.
    func command(_ name: String) -> [String] {
        let program = ["\(folder)/\(name)"]
        guard let owner else { return program }
        return ["/usr/bin/setpriv", "--reuid", owner, "--regid", owner, "--clear-groups"] + program
    }

    /// Runs a program to its end and returns what it printed.
    @discardableResult
    func run(_ name: String, _ arguments: [String], password: String? = nil) async throws -> String {
        let command = command(name) + arguments
        let environment = ["LC_ALL": "C.UTF-8", "PGPASSWORD": password ?? "", "PATH": "/usr/bin:/bin"]
        let (status, output) = try await onThread {
            try ChildProcess.run(command, environment: environment, takesErrors: true)
        }
        let text = String(decoding: output, as: UTF8.self)
        guard status == 0 else { throw PostgreSQLUnavailable("\(name): \(text)") }
        return text
    }

    private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }
}
