import ArgumentParser

/// `rekey version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
        if json {
            try Terminal.sayJSON(["version": Version.text])
        } else {
            Terminal.say("rekey \(Version.text)")
        }
    }
}
