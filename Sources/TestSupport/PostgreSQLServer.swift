import Foundation
package import Storage
import Synchronization

/// A PostgreSQL server of this process's own, in a temporary folder, on a Unix socket.
///
/// A shell stands between: it does what it is told through its standard input, and ends the server when that closes,
/// which the kernel does however this process ends.
package final class PostgreSQLServer: Sendable {
    /// The one that tests share; its databases are each test's own.
    package static var shared: PostgreSQLServer {
        get async throws { try await starting.value }
    }

    private static let starting = Task { try await PostgreSQLServer() }

    /// The owner of every database.
    private static let user = "rekey"
    private static let port = 5432

    private let programs: PostgreSQLPrograms
    private let folder: String
    private let password = UUID().uuidString
    private let commands: Pipe
    private let lastNumber = Mutex(0)
    private let finished = Mutex<[String]>([])

    /// Starts a server; `isDurable`: with the disk waited for, as a real one does.
    package init(isDurable: Bool = false) async throws {
        programs = try PostgreSQLPrograms()
        folder = FileManager.default.temporaryDirectory.path + "/rekey-postgresql-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(password.utf8).write(to: URL(filePath: folder + "/password"))
        if let owner = programs.owner {
            for path in ["", "/password"] {
                try FileManager.default.setAttributes([.ownerAccountName: owner], ofItemAtPath: folder + path)
            }
        }
        commands = ChildProcess.pipe()
        var make =
            programs.command("initdb") + [
                "--pgdata", folder + "/data", "--username", Self.user, "--pwfile", folder + "/password",
                "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
                "--no-instructions",
            ]
        // An alphabet that is not the order of bytes, as most installations have it.
        if try await programs.run("initdb", ["--help"]).contains("--icu-locale") {
            make += ["--locale-provider", "icu", "--icu-locale", "en"]
        }
        var settings = [
            "listen_addresses=", "port=\(Self.port)", "unix_socket_directories=\(folder)", "max_connections=200",
            "shared_buffers=64MB", "log_min_messages=fatal", "deadlock_timeout=100ms", "autovacuum=off",
        ]
        if !isDurable { settings += ["fsync=off", "full_page_writes=off"] }
        let serve = programs.command("postgres") + ["-D", folder + "/data"] + settings.flatMap { ["-c", $0] }
        // Its output goes nowhere, or whoever reads what the tests print would wait for it.
        let shell = try ChildProcess(
            ["/bin/bash", "-c", Self.supervisor, "bash", folder, "\(make.count)"] + make + serve,
            input: commands.fileHandleForReading
        )
        // It ends when this process does, or with this object; somebody has to take note of it.
        Thread.detachNewThread { shell.waitForEnd() }
        try await waitUntil(isReady: true)
    }

    deinit {
        try? commands.fileHandleForWriting.close()
    }

    private static let supervisor = """
        folder=$1
        make=("${@:3:$2}")
        serve=("${@:3 + $2}")
        start() { "${serve[@]}" >> "$folder/log" 2>&1 < /dev/null & server=$!; }
        trap '' HUP INT TERM
        "${make[@]}" > "$folder/log" 2>&1 < /dev/null
        start
        while read -r command; do
            case $command in
                stop) kill -INT "$server"; wait "$server" ;;
                crash) kill -QUIT "$server"; wait "$server" ;;
                start) start ;;
            esac
        done
        kill -QUIT "$server"
        # One that has only just begun does not hear that.
        (sleep 2; kill -KILL "$server") &
        wait "$server"
        kill "$!"
        rm -rf "$folder"
        """

    // MARK: What a test does to it

    /// Ends every connection and shuts down in good order.
    package func stop() async throws {
        try tell("stop")
        try await waitUntil(isReady: false)
    }

    /// Ends as after a kill.
    package func crash() async throws {
        try tell("crash")
        try await waitUntil(isReady: false)
    }

    package func start() async throws {
        try tell("start")
        try await waitUntil(isReady: true)
    }

    private func tell(_ command: String) throws {
        try commands.fileHandleForWriting.write(contentsOf: Data("\(command)\n".utf8))
    }

    private func waitUntil(isReady: Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while ((try? await run(["SELECT 1"])) != nil) != isReady {
            guard ContinuousClock.now < deadline else {
                let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
                throw PostgreSQLUnavailable("PostgreSQL did not obey: \(log.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    // MARK: Databases

    /// Makes a database as a copy of `template`, and removes those that are finished with.
    package func makeDatabase(from template: String = "template1") async throws -> String {
        let number = lastNumber.withLock { number in
            number += 1
            return number
        }
        let name = "test_\(number)"
        let old = finished.withLock { names in
            defer { names = [] }
            return names
        }
        try await run(
            old.map { "DROP DATABASE \($0) WITH (FORCE)" } + ["CREATE DATABASE \(name) TEMPLATE \(template)"]
        )
        return name
    }

    package func dismiss(_ database: String) {
        finished.withLock { $0.append(database) }
    }

    package func settings(for database: String) -> PostgreSQLSettings {
        PostgreSQLSettings(
            server: .host(
                folder,
                port: Self.port,
                database: database,
                user: Self.user,
                password: .init(password)
            ),
            connections: 4,
            // The machines that test are busy ones.
            waitTimeout: .seconds(30),
            lockTimeout: .seconds(30)
        )
    }

    /// Runs statements outside a transaction, as an administrator does.
    @discardableResult
    package func run(_ statements: [String], in database: String = "postgres") async throws -> String {
        try await programs.run(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1",
                "--host", folder, "--port", "\(Self.port)", "--username", Self.user, "--dbname", database,
            ] + statements.flatMap { ["--command", $0] },
            password: password
        )
    }
}

/// Why there is no PostgreSQL to test with.
package struct PostgreSQLUnavailable: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
