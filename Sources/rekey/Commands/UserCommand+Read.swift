import Accounts
import ArgumentParser

struct ListUsers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List users by name.")

    @OptionGroup var installation: InstallationOptions

    @Option(name: .long, help: ArgumentHelp("The tenant's domain.", valueName: "domain"))
    var tenant = Tenant.superDomain

    @Option(name: .long, help: ArgumentHelp("Only names after this one.", valueName: "name"))
    var after = ""

    @Option(name: .long, help: ArgumentHelp("At most so many.", valueName: "n"))
    var limit = 100

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        try await withAssembly(installation) { assembly in
            let tenant = try await assembly.tenant(tenant)
            let now = assembly.surroundings.now()
            let lines = try await assembly.users.list(tenant: tenant, after: User.key(of: after), limit: limit)
                .map { UserLine($0, tenant: tenant, at: now) }
            if json {
                try Terminal.sayJSON(lines)
            } else {
                Terminal.sayTable(["USER", "STORE", "STATE"], lines.map { [$0.username, $0.store, $0.state] })
            }
        }
    }
}

struct ShowUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show what is known of a user.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        try await withAssembly(installation) { assembly in
            let (user, tenant) = try await assembly.user(name)
            let claims = try await assembly.users.claims(of: user)
            let line = UserLine(user, tenant: tenant, claims: claims, at: assembly.surroundings.now())
            if json {
                try Terminal.sayJSON(line)
                return
            }
            let rows =
                [["user", line.username], ["store", line.store], ["tenant", line.tenant], ["state", line.state]]
                + claims.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
            Terminal.sayTable(["", ""], rows)
        }
    }
}
