import Accounts
import ArgumentParser
import Glibc

struct ImportUsers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make many users out of CSV or JSON lines.",
        discussion: """
            Example: rekey user import --from users.csv

            CSV has a header with any of username, store, email, given_name, family_name, locale, password_hash, \
            password, roles (parted by ;) and URIs of claims. JSON lines have the same names as members. password_hash is \
            an Argon2id hash in PHC form and is taken as it is; a password is hashed first, which takes a million of them \
            hours. Users who are there already stay as they are, so that an import that broke off is simply run again.
            """
    )

    @OptionGroup var installation: InstallationOptions

    @Option(name: .long, help: ArgumentHelp("The tenant's domain.", valueName: "domain"))
    var tenant = Tenant.superDomain

    @Option(name: .long, help: ArgumentHelp("The file, or - for standard input.", valueName: "file"))
    var from: String

    @Flag(name: .long, help: "Refuse a user who is there already, instead of passing over.")
    var refuseExisting = false

    @Flag(name: .long, help: "Check everything and write nothing.")
    var dryRun = false

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    private struct Line: Encodable {
        var tenant: String
        var added: Int
        var existing: Int
        var dryRun: Bool
    }

    func run() async throws {
        try await withAssembly(installation) { assembly in
            let tenant = try await assembly.tenant(tenant)
            let file = try ImportFile(from)
            let bar = ProgressBar()
            defer { bar.end() }
            var options = UserImport.Options()
            options.refusesExisting = refuseExisting
            options.isRehearsal = dryRun
            let users = UserImport(
                database: assembly.database,
                passwords: assembly.passwords,
                audit: assembly.audit,
                surroundings: assembly.surroundings,
                options: options
            )
            var counts = UserImport.Counts()
            do {
                var reader = try ImportReader(stores: assembly.users.stores, file.more)
                var isToldOfHashing = false
                counts = try await users.run(to: tenant, by: UserCommand.initiator) {
                    let user = try reader.next()
                    if user?.password != nil, !dryRun, !isToldOfHashing {
                        isToldOfHashing = true
                        Terminal.complain("There are passwords to be hashed: that is slow, by intent.")
                    }
                    return user
                } report: {
                    counts = $0
                    bar.show("importing", $0.added + $0.existing)
                }
            } catch let failure as ImportFailure {
                bar.end()
                throw CommandRefusal(refusal(failure, counts))
            }
            bar.end()
            try tell(counts, tenant)
        }
    }

    private func refusal(_ failure: ImportFailure, _ counts: UserImport.Counts) -> String {
        let place = "\(from == "-" ? "standard input" : from), \(failure)."
        guard !dryRun else { return place }
        let advice = counts.added > 0 && !refuseExisting ? " Mend the line and run it again." : ""
        return "\(place) \(counts.added) users before it were added and stay.\(advice)"
    }

    private func tell(_ counts: UserImport.Counts, _ tenant: Tenant) throws {
        if json {
            try Terminal.sayJSON(
                Line(tenant: tenant.domain, added: counts.added, existing: counts.existing, dryRun: dryRun)
            )
        } else if dryRun {
            Terminal.say(
                "\(counts.added) users could be added to \(tenant.domain), \(counts.existing) are there already."
            )
        } else {
            Terminal.say("\(counts.added) users were added to \(tenant.domain), \(counts.existing) were there already.")
        }
    }
}

/// The file of an import, read a piece at a time.
///
/// It blocks, in a process that has nothing else to do.
private final class ImportFile {
    private static let pieceBytes = 1 << 18

    private let descriptor: Int32

    /// `-` is standard input.
    init(_ path: String) throws {
        descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandRefusal("\(path) cannot be read.") }
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// The next piece; nothing at the end.
    func more() throws -> [UInt8] {
        while true {
            var count = 0
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { bytes, initialized in
                count = unsafe read(descriptor, bytes.baseAddress, bytes.count)
                initialized = max(0, count)
            }
            if count >= 0 { return piece }
            guard errno == EINTR else { throw CommandRefusal("The file cannot be read to its end.") }
        }
    }
}
