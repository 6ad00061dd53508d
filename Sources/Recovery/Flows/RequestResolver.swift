import Accounts
package import Logging
import ServiceLifecycle
import Storage

/// Resolves accepted requests, on its own clock.
///
/// Several may run on one database: each request is taken by a guarded update in the transaction that
/// resolves it.
package struct RequestResolver: Service {
    /// How many are resolved in one transaction: enough to be worth one, few enough that nobody waits long for it.
    private static let batch = 16
    /// The front door is busy when so many stand at it.
    private static let busyFrom = 8
    /// While it is busy, this many times as long is waited as was worked.
    ///
    /// Somebody waits for an answer there, and here a mail leaves a little later. Nobody can hold the mails up for long
    /// with it, because what the limits refuse is not accepted.
    private static let patience = 39
    /// How often to look without having been rung for: what another node accepted, or a crash left.
    private static let interval = Duration.milliseconds(500)

    /// What is left waits for a database that works again, or another node has it: do not spin on it meanwhile.
    private static let pause = Duration.milliseconds(200)

    private let recovery: PasswordRecovery
    private let logger: Logger

    package init(recovery: PasswordRecovery, logger: Logger) {
        self.recovery = recovery
        self.logger = logger
    }

    package func run() async throws {
        await withGracefulShutdownHandler {
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                do {
                    let began = ContinuousClock.now
                    if try await resolveWaiting() == 0 {
                        await recovery.bell.wait(longest: Self.interval)
                    } else {
                        await giveWay(for: (ContinuousClock.now - began) * Self.patience)
                    }
                } catch {
                    logger.error("requests could not be resolved", metadata: ["cause": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        } onGracefulShutdown: {
            recovery.bell.ring()
        }
    }

    /// Leaves the machine to the front door as long as it is busy, at most for `longest`.
    private func giveWay(for longest: Duration) async {
        let end = ContinuousClock.now + longest
        while recovery.frontDoor.callers >= Self.busyFrom, ContinuousClock.now < end, !Task.isShuttingDownGracefully,
            !Task.isCancelled
        {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Resolves what waits, a batch at most.
    ///
    /// Returns how many requests that were.
    @discardableResult
    package func resolveWaiting() async throws -> Int {
        let ids = try await recovery.database.read { try RecoveryRequest.waiting(Self.batch, in: $0) }
        guard !ids.isEmpty else { return 0 }
        do {
            let resolved = try await recovery.database.write { db in
                try ids.reduce(0) { try $0 + (resolve($1, in: db) ? 1 : 0) }
            }
            if resolved == 0 { try? await Task.sleep(for: Self.pause) }
        } catch {
            // One of them spoils it for all: each by itself.
            await resolveEach(ids)
        }
        recovery.outbox.announce()
        return ids.count
    }

    /// Whether the request is done with, by us.
    private func resolve(_ id: String, in db: any Connection) throws -> Bool {
        guard let request = try RecoveryRequest.take(id, sealedWith: recovery.keys.requests, in: db) else {
            return false
        }
        _ = try recovery.resolve(request, in: db)
        return true
    }

    private func resolveEach(_ ids: [String]) async {
        var resolved = 0
        for id in ids where await resolve(id) { resolved += 1 }
        if resolved == 0 { try? await Task.sleep(for: Self.pause) }
    }

    private func resolve(_ id: String) async -> Bool {
        do {
            return try await recovery.database.write { try resolve(id, in: $0) }
        } catch let failure as StorageFailure {
            logger.warning("a request stays waiting", metadata: ["id": "\(id)", "cause": "\(failure)"])
            return false
        } catch {
            logger.error("a request cannot be resolved", metadata: ["id": "\(id)", "cause": "\(error)"])
            return await giveUp(id)
        }
    }

    /// A request that can never be resolved (sealed with another key, say) must not be tried for ever.
    private func giveUp(_ id: String) async -> Bool {
        let now = recovery.surroundings.now()
        do {
            try await recovery.database.write { db in
                try RecoveryRequest.finish(id, .failed, flowID: nil, at: now, in: db)
            }
            return true
        } catch {
            return false
        }
    }
}

extension RequestResolver: CustomStringConvertible {
    package var description: String { "request resolver" }
}
