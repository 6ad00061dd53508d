import Accounts
import ArgumentParser
import Mail
import Storage

struct AddUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make a user.",
        discussion: "Example: rekey user add kim --email kim@example.com --given-name Kim --password-stdin"
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    @Option(name: .long, help: ArgumentHelp("The email address, to which recovery mail goes.", valueName: "address"))
    var email: String?

    @Option(name: .long, help: ArgumentHelp("The given name, for the greeting.", valueName: "name"))
    var givenName: String?

    @Option(name: .long, help: ArgumentHelp("The family name.", valueName: "name"))
    var familyName: String?

    @Option(name: .long, help: ArgumentHelp("The language of mail, such as en_US.", valueName: "locale"))
    var locale: String?

    @Option(name: .long, help: ArgumentHelp("A role; may be given several times.", valueName: "role"))
    var role: [String] = []

    @Flag(name: .long, help: "Read the password from standard input; without it the user has none yet.")
    var passwordStdin = false

    func run() async throws {
        let password = passwordStdin ? try readPassword() : nil
        var claims: [String: String] = [:]
        claims[Claim.emailAddress] = try email.map(mailAddress)?.address
        claims[Claim.givenName] = givenName
        claims[Claim.familyName] = familyName
        claims[Claim.locale] = locale
        try await withAssembly(installation) { [claims] assembly in
            let tenant = try await assembly.tenant(name.tenant)
            let new = Users.New(
                username: name.username,
                store: name.store,
                password: password,
                claims: claims,
                roles: role
            )
            do {
                let user = try await assembly.users.add(new, to: tenant, by: UserCommand.initiator)
                Terminal.say("User \(user.store)/\(user.username) is in \(tenant.domain).")
            } catch let unknown as UnknownRole {
                throw CommandRefusal(unknown, in: tenant)
            } catch let failure as StorageFailure where failure.kind == .unique {
                throw CommandRefusal("There is a user \(name.store)/\(name.username) in \(tenant.domain) already.")
            }
        }
    }
}

struct SetUserPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password",
        abstract: "Set a user's password, read from standard input. Sessions and outstanding codes end."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    @Flag(name: .long, help: "Read the password from standard input (it always is; for scripts that say so).")
    var passwordStdin = false

    func run() async throws {
        let password = try readPassword()
        try await withAssembly(installation) { assembly in
            let (user, _) = try await assembly.user(name)
            try await assembly.users.setPassword(password, of: user, by: UserCommand.initiator)
            Terminal.say("The password of \(user.store)/\(user.username) is set.")
        }
    }
}

struct SetUserEmail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-email",
        abstract: "Change a user's email address. Sessions and outstanding codes end.",
        discussion: "Example: rekey user set-email kim --email kim@example.org"
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    @Option(name: .long, help: ArgumentHelp("The address, to which recovery mail goes.", valueName: "address"))
    var email: String?

    @Flag(name: .long, help: "Take the address away: no recovery mail is sent any more.")
    var none = false

    func validate() throws {
        guard (email != nil) != none else { throw ValidationError("Give an address with --email, or --none.") }
    }

    func run() async throws {
        let address = try email.map(mailAddress)
        try await withAssembly(installation) { assembly in
            let (user, _) = try await assembly.user(name)
            try await assembly.users.setAddress(address, of: user, by: UserCommand.initiator)
            Terminal.say(
                address == nil
                    ? "\(user.store)/\(user.username) has no address any more."
                    : "The address of \(user.store)/\(user.username) is changed."
            )
        }
    }
}

struct SetUserRoles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-roles",
        abstract: "Give a user other roles. Sessions and outstanding codes end.",
        discussion: "Example: rekey user set-roles pat --role helpdesk --role auditor"
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    @Option(name: .long, help: ArgumentHelp("A role; may be given several times.", valueName: "role"))
    var role: [String] = []

    @Flag(name: .long, help: "Take every role away.")
    var none = false

    func validate() throws {
        guard role.isEmpty == none else { throw ValidationError("Give roles with --role, or --none.") }
    }

    func run() async throws {
        try await withAssembly(installation) { assembly in
            let (user, tenant) = try await assembly.user(name)
            do {
                try await assembly.users.setRoles(role, of: user, by: UserCommand.initiator)
            } catch let unknown as UnknownRole {
                throw CommandRefusal(unknown, in: tenant)
            }
            let list = Set(role).sorted().joined(separator: ", ")
            Terminal.say("\(user.store)/\(user.username) has \(none ? "no role any more" : "the roles: \(list)").")
        }
    }
}

struct LockUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Lock a user until it is unlocked. Sessions and outstanding codes end."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    @Option(name: .long, help: ArgumentHelp("Lock for so many minutes only.", valueName: "n"))
    var minutes: Int?

    func run() async throws {
        try await withAssembly(installation) { assembly in
            let until = minutes.map { assembly.surroundings.now() + .minutes($0) }
            try await assembly.setState(.locked(until: until), of: name)
        }
    }
}

struct UnlockUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Make a locked or disabled user usable again."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    func run() async throws {
        try await withAssembly(installation) { try await $0.setState(.unlocked, of: name) }
    }
}

struct DisableUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Disable a user. Sessions and outstanding codes end."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    func run() async throws {
        try await withAssembly(installation) { try await $0.setState(.disabled, of: name) }
    }
}

struct DeleteUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a user.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var name: UserName

    func run() async throws {
        try await withAssembly(installation) { assembly in
            let (user, _) = try await assembly.user(name)
            try await assembly.users.delete(user, by: UserCommand.initiator)
            Terminal.say("\(user.store)/\(user.username) is deleted.")
        }
    }
}

extension CommandRefusal {
    fileprivate init(_ unknown: UnknownRole, in tenant: Tenant) {
        let known = unknown.known.joined(separator: ", ")
        self.init("There is no role \(unknown.role) in \(tenant.domain), only \(known).")
    }
}

extension Assembly {
    fileprivate func setState(_ state: AccountState, of name: UserName) async throws {
        let (user, _) = try await user(name)
        try await users.setState(state, of: user, by: UserCommand.initiator)
        Terminal.say("\(user.store)/\(user.username) is \(state.inWords).")
    }
}
