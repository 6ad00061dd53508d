import Accounts
import ArgumentParser
import Storage
import Web

/// `rekey limits show|clear`.
struct LimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "See and clear what has been limited.",
        subcommands: [Show.self, Clear.self]
    )

    struct Target: ParsableArguments {
        @Option(name: .long, help: ArgumentHelp("Only the limits of this user name.", valueName: "name"))
        var user: String?

        @Option(name: .long, help: ArgumentHelp("Only the limits of this client address.", valueName: "address"))
        var network: String?

        @Option(name: .long, help: ArgumentHelp("Only the limit of this mail address.", valueName: "address"))
        var address: String?

        @Option(name: .long, help: ArgumentHelp("The tenant of the user.", valueName: "domain"))
        var tenant = Tenant.superDomain

        /// The buckets that are meant; nil for all.
        func buckets(in assembly: Assembly) async throws -> [Limits.Bucket]? {
            guard user != nil || network != nil || address != nil else { return nil }
            var buckets: [Limits.Bucket] = []
            if let user {
                let tenant = try await assembly.tenant(tenant)
                let key = User.key(of: user)
                buckets.append(assembly.limits.key(.recoveryForAccount, tenant.id, key))
                buckets.append(assembly.limits.key(.signInFailuresOfAccount, tenant.id, key))
                for store in assembly.users.stores {
                    guard let found = try await assembly.users.find(user, store: store, tenant: tenant) else {
                        continue
                    }
                    buckets.append(assembly.limits.key(.wrongCodesForAccount, found.id))
                }
            }
            if let network {
                let client = assembly.networks.network(of: network)
                for kind in [LimitKind.recoveryFromNetwork, .wrongCodesFromNetwork, .signInFailuresFromNetwork] {
                    buckets.append(assembly.limits.key(kind, client))
                }
            }
            if let address { buckets.append(assembly.limits.key(.recoveryToAddress, address.lowercased())) }
            return buckets
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show limits that are being used.")

        @OptionGroup var installation: InstallationOptions
        @OptionGroup var target: Target

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        private struct Line: Encodable {
            var limit: String
            var bucket: String
            var used: Int
            var allowed: Int
            var windowEnds: String
        }

        func run() async throws {
            try await withAssembly(installation) { assembly in
                let buckets = try await target.buckets(in: assembly)
                let now = assembly.surroundings.now()
                let lines = try await assembly.database.read { [limits = assembly.limits] db in
                    try limits.usage(of: buckets, at: now, in: db)
                }.map {
                    Line(
                        limit: $0.kind.rawValue,
                        bucket: $0.bucket,
                        used: $0.used,
                        allowed: $0.count,
                        windowEnds: $0.windowEnds.iso8601
                    )
                }
                if json {
                    try Terminal.sayJSON(lines)
                } else {
                    Terminal.sayTable(
                        ["LIMIT", "BUCKET", "USED", "ALLOWED", "WINDOW ENDS"],
                        lines.map { [$0.limit, $0.bucket, String($0.used), String($0.allowed), $0.windowEnds] }
                    )
                }
            }
        }
    }

    struct Clear: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget what was counted: of a user, a network, an address, or everything."
        )

        @OptionGroup var installation: InstallationOptions
        @OptionGroup var target: Target

        @Flag(name: .long, help: "Clear every limit of every tenant.")
        var all = false

        func run() async throws {
            try await withAssembly(installation) { assembly in
                let buckets = try await target.buckets(in: assembly)
                guard buckets != nil || all else {
                    throw ValidationError("Say whose limits: --user, --network, --address, or --all.")
                }
                let count = try await assembly.database.write { [limits = assembly.limits, audit = assembly.audit] db in
                    try audit.record(
                        .limitsCleared,
                        .succeeded,
                        tenantID: nil,
                        initiator: UserCommand.initiator,
                        in: db
                    )
                    return try limits.clear(buckets, in: db)
                }
                Terminal.say("\(count) cleared.")
            }
        }
    }
}
