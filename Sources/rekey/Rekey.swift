import ArgumentParser

/// The `rekey` command.
@main
struct Rekey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "A self-hosted account recovery server.",
        discussion: """
            Try it:      rekey serve --demo
            Install it:  rekey init, edit deployment.toml, rekey serve
            """,
        version: Version.text,
        subcommands: [
            Serve.self, RelayCommand.self, Init.self, ConfigCommand.self, TenantCommand.self, UserCommand.self,
            MailCommand.self, LimitsCommand.self, BackupCommand.self, RestoreCommand.self, DatabaseCommand.self,
            VersionCommand.self,
        ]
    )
}
