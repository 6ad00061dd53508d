import Accounts
import ArgumentParser
import Settings
import Storage

/// `rekey tenant add|list`.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant",
        abstract: "Make and list tenants.",
        subcommands: [Add.self, List.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a tenant.")

        @OptionGroup var installation: InstallationOptions

        @Argument(help: ArgumentHelp("Its domain, such as acme.example.", valueName: "domain"))
        var domain: String

        func run() async throws {
            let domain = domain.lowercased()
            guard Tenant.isValidDomain(domain) else {
                throw ValidationError("\(domain) cannot be a tenant domain: it has to look like acme.example.")
            }
            try await withAssembly(installation) { assembly in
                do {
                    _ = try await assembly.tenants.add(domain: domain, by: UserCommand.initiator)
                } catch let failure as StorageFailure where failure.kind == .unique {
                    throw CommandRefusal("There is a tenant \(domain) already.")
                }
                Terminal.say(
                    "Tenant \(domain) is there. Its URLs begin with \(assembly.settings.server.publicURL)/t/\(domain)"
                )
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tenants.")

        @OptionGroup var installation: InstallationOptions

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        private struct Line: Encodable {
            var domain: String
            var active: Bool
        }

        func run() async throws {
            try await withAssembly(installation) { assembly in
                let tenants = try await assembly.tenants.all()
                if json {
                    try Terminal.sayJSON(tenants.map { Line(domain: $0.domain, active: $0.isActive) })
                } else {
                    Terminal.sayTable(["TENANT", "ACTIVE"], tenants.map { [$0.domain, $0.isActive ? "yes" : "no"] })
                }
            }
        }
    }
}
