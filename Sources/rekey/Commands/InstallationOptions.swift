import ArgumentParser
import FoundationEssentials
import Settings

/// Which installation a command is about: every subcommand takes these.
struct InstallationOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The configuration file (default ./deployment.toml).", valueName: "file"),
        completion: .file()
    )
    var config: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The folder of database, keys and certificate.", valueName: "dir"),
        completion: .directory
    )
    var data: String?

    /// Reads the settings: flags over environment over file over default.
    ///
    /// `flags`: further flags, by the key they stand for.
    func settings(flags: [(key: String, value: String)] = []) throws -> Settings {
        var flags = flags
        if let data { flags.append(("rekey.data_directory", data)) }
        do {
            return try SettingsLoader.load(
                file: file,
                environment: Self.environment,
                flags: flags
            )
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(ExitStatus.configuration)
        }
    }

    static let defaultFile = "deployment.toml"

    /// The file to read.
    ///
    /// One that was named has to be there; the usual one may be missing, and defaults hold.
    private var file: String? {
        config ?? (FileManager.default.fileExists(atPath: Self.defaultFile) ? Self.defaultFile : nil)
    }

    static var environment: [String: String] { ProcessInfo.processInfo.environment }
}

/// Exit codes, after sysexits.h.
enum ExitStatus {
    /// What was named does not exist, or the server refused.
    static let refused: Int32 = 1
    /// EX_UNAVAILABLE: a mail server, the database.
    static let unavailable: Int32 = 69
    /// EX_CONFIG.
    static let configuration: Int32 = 78
}
