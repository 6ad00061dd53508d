import Accounts
import ArgumentParser
import Cryptography
import FoundationEssentials
import Settings

/// `rekey init`.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a deployment.toml, make keys and an administrator whose password is printed once."
    )

    @OptionGroup var installation: InstallationOptions

    @Option(name: .long, help: ArgumentHelp("The name people reach the server by.", valueName: "name"))
    var hostname = "localhost"

    @Option(name: .long, help: ArgumentHelp("The mail server.", valueName: "name"))
    var mailServer = "localhost"

    @Option(name: .long, help: ArgumentHelp("The sender of mail.", valueName: "address"))
    var from: String?

    func run() async throws {
        let file = installation.config ?? InstallationOptions.defaultFile
        guard !FileManager.default.fileExists(atPath: file) else {
            Terminal.complain("\(file) exists already; nothing was changed.")
            throw ExitCode(ExitStatus.refused)
        }
        let template = DeploymentTemplate(
            hostname: hostname,
            mailServer: mailServer,
            fromAddress: from,
            dataDirectory: installation.data ?? "data"
        )
        // It is where the mail server's password goes: for its owner's eyes.
        try DataFolder(path: ".").write(template.text, to: file)
        let password = Self.makePassword()
        try await withAssembly(installation) { assembly in
            guard let secret = Password(password) else { throw CommandRefusal("No password could be made.") }
            try await assembly.makeAdministrator(secret)
            _ = try assembly.settings.certificate()
            Terminal.say(
                """
                Wrote \(file); the database and keys are in \(assembly.settings.dataDirectory).

                  Administrator   \(assembly.settings.superAdmin.username)
                  Password        \(password)

                The password is not shown again. Read through \(file), then:

                  rekey config check
                  rekey serve
                """
            )
        }
    }

    /// 128 bits in groups that can be read out.
    private static func makePassword() -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<26).map { _ in alphabet.randomElement(using: &generator) ?? "x" }
        return stride(from: 0, to: 26, by: 5).map { String(letters[$0..<min($0 + 5, 26)]) }.joined(separator: "-")
    }
}
