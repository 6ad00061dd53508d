import Accounts
import ArgumentParser
import Settings
import Storage

/// A command that cannot be carried out, in words for whoever typed it.
struct CommandRefusal: Error {
    var text: String

    init(_ text: String) {
        self.text = text
    }
}

/// Opens the installation for a command, whether or not a server runs on it, and turns what goes
/// wrong into a line and an exit code.
///
/// `onNewerSchema`: what to do instead where the database is one of a later release's.
func withAssembly(
    _ options: InstallationOptions,
    for duty: Assembly.Duty = .command,
    flags: [(key: String, value: String)] = [],
    onNewerSchema: ((Settings, StorageFailure) async throws -> Void)? = nil,
    _ body: (Assembly) async throws -> Void
) async throws {
    let settings = try options.settings(flags: flags)
    try await withExitCodes {
        let assembly: Assembly
        do {
            assembly = try await Assembly(settings, for: duty, environment: InstallationOptions.environment)
        } catch let failure as StorageFailure where failure.kind == .newerSchema {
            guard let onNewerSchema else { throw failure }
            return try await onNewerSchema(settings, failure)
        }
        do {
            try await body(assembly)
        } catch {
            await assembly.close()
            throw error
        }
        await assembly.close()
    }
}

/// Turns what goes wrong into a line and an exit code.
func withExitCodes(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch {
        throw exit(for: error)
    }
}

/// Says what went wrong and how to exit for it.
///
/// What ArgumentParser knows it says itself.
private func exit(for error: any Error) -> any Error {
    switch error {
    case is ExitCode, is ValidationError:
        return error
    case let refusal as CommandRefusal:
        Terminal.complain(refusal.text)
        return ExitCode(ExitStatus.refused)
    case let refusal as TransferRefusal:
        Terminal.complain(refusal.description)
        return ExitCode(ExitStatus.refused)
    case let failure as Failure:
        Terminal.complain(failure.cause ?? failure.message)
        return ExitCode(ExitStatus.refused)
    case let failure as StorageFailure:
        Terminal.complain("The database: \(failure.message)")
        return ExitCode(ExitStatus.unavailable)
    default:
        Terminal.complain("\(error)")
        return ExitCode(ExitStatus.unavailable)
    }
}

extension Assembly {
    /// The tenant of a command; refuses where there is none.
    func tenant(_ domain: String) async throws -> Tenant {
        guard let tenant = try await tenants.active(domain: domain) else {
            throw CommandRefusal("There is no tenant \(domain).")
        }
        return tenant
    }

    func user(_ name: UserName) async throws -> (User, Tenant) {
        let tenant = try await tenant(name.tenant)
        guard let user = try await users.find(name.username, store: name.store, tenant: tenant) else {
            throw CommandRefusal("There is no user \(name.store)/\(name.username) in \(name.tenant).")
        }
        return (user, tenant)
    }
}

/// Which user a command is about.
struct UserName: ParsableArguments {
    @Argument(help: ArgumentHelp("The user name.", valueName: "user"))
    var username: String

    @Option(name: .long, help: ArgumentHelp("The tenant's domain.", valueName: "domain"))
    var tenant = Tenant.superDomain

    @Option(name: .long, help: ArgumentHelp("The user store.", valueName: "name"))
    var store = User.primaryStore
}
