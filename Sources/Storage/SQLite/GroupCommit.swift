import Logging

/// Commits the closures of many waiting writers together, so that they share one wait for the disk.
///
/// It owns the rule of who may be told what, and when: nobody hears of an outcome before the transaction that it
/// belongs to is durable or undone, and one writer's failure touches no other. It must not know where the writers
/// come from.
///
/// Each closure runs in a savepoint of its own inside one transaction. Where the whole transaction is lost through
/// one of them (the engine undoes it when the disk is full; a deferred foreign key is looked at only at the end), the
/// closures run again, each in a transaction of its own, and each gets the outcome that it would have had alone.
struct GroupCommit {
    /// Past this size there is little left to share, and the first in the group would wait for the last.
    static let largestGroup = 128

    let session: SQLiteSession
    let logger: Logger

    func commit(_ group: [Waiter]) {
        guard group.count > 1 else { return group.forEach(commitAlone) }
        do {
            try session.perform(.beginWriting)
            let answers = try group.map(runInSavepoint)
            try session.perform(.commit)
            for answer in answers { answer() }
        } catch is TransactionLost {
            commitEachAlone(group)
        } catch let failure as StorageFailure where failure.kind == .foreignKey {
            commitEachAlone(group)
        } catch {
            session.abandonTransaction()
            report(error)
            for waiter in group { waiter.fail(error) }
        }
    }

    /// The open transaction no longer holds what earlier closures wrote.
    private struct TransactionLost: Error {}

    private func runInSavepoint(_ waiter: Waiter) throws -> Waiter.Answer {
        do {
            try session.perform(.beginSavepoint)
            let answer = try session.run(waiter)
            try session.perform(.releaseSavepoint)
            return answer
        } catch {
            do {
                guard session.isInTransaction else { throw TransactionLost() }
                try session.perform(.rollBackToSavepoint)
                try session.perform(.releaseSavepoint)
            } catch {
                throw TransactionLost()
            }
            // Held back like a success: it may rest on what a neighbour wrote and is not durable yet.
            return { waiter.fail(error) }
        }
    }

    private func commitEachAlone(_ group: [Waiter]) {
        session.abandonTransaction()
        group.forEach(commitAlone)
    }

    private func commitAlone(_ waiter: Waiter) {
        do {
            try session.perform(.beginWriting)
            let answer = try session.run(waiter)
            try session.perform(.commit)
            answer()
        } catch {
            session.abandonTransaction()
            report(error)
            waiter.fail(error)
        }
    }

    /// Logs what an operator has to act on.
    private func report(_ error: any Error) {
        guard let failure = error as? StorageFailure else { return }
        switch failure.kind {
        case .full, .unavailable, .corrupt:
            logger.error("the database cannot be written", metadata: ["cause": "\(failure)"])
        default: break
        }
    }
}
