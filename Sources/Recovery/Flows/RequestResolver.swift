import Accounts
package import Logging
import ServiceLifecycle
import Storage

/// Resolves accepted requests, on its own clock.
///
/// Several may run on one database: each request is taken by a guarded update in the transaction that
/// resolves it.
package struct RequestResolver: Service {
    /// How many are resolved at a time: enough to share a commit, few enough to leave the front
    /// door its share of it.
    private static let batch = 64
    /// How often to look without having been rung for: what another node accepted, or a crash left.
    private static let interval = Duration.milliseconds(500)

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
                    if try await resolveWaiting() == 0 { await recovery.bell.wait(longest: Self.interval) }
                } catch {
                    logger.error("requests could not be resolved", metadata: ["cause": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        } onGracefulShutdown: {
            recovery.bell.ring()
        }
    }

    /// Resolves what waits, a batch at most.
    ///
    /// Returns how many requests that were.
    @discardableResult
    package func resolveWaiting() async throws -> Int {
        let ids = try await recovery.database.read { try RecoveryRequest.waiting(Self.batch, in: $0) }
        guard !ids.isEmpty else { return 0 }
        let remaining = await withTaskGroup(of: Bool.self) { group in
            for id in ids { group.addTask { await resolve(id) } }
            return await group.reduce(0) { $0 + ($1 ? 0 : 1) }
        }
        recovery.outbox.bell.ring()
        // What is left waits for a database that works again, or another node has it: do not spin on it meanwhile.
        if remaining == ids.count { try await Task.sleep(for: .milliseconds(200)) }
        return ids.count
    }

    /// Whether the request is done with, by us.
    private func resolve(_ id: String) async -> Bool {
        do {
            return try await recovery.database.write { [recovery] db in
                guard let request = try RecoveryRequest.take(id, sealedWith: recovery.keys.requests, in: db) else {
                    return false
                }
                _ = try recovery.resolve(request, in: db)
                return true
            }
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
