import Dispatch
import Synchronization
import Testing

@testable import Mail

@Suite(.timeLimit(.minutes(1))) struct SMTPQueueTests {
    private static func job(_ name: String, answer: @escaping @Sendable () -> Void = {}) throws -> SMTPJob {
        let address = try MailAddress("kim@example.org")
        return SMTPJob(message: Array(name.utf8), from: address, to: address) { _ in answer() }
    }

    @Test("Threads are asked for up to the limit, and jobs come in their order")
    func limit() throws {
        let queue = SMTPQueue(threadLimit: 2)
        #expect(queue.submit(try Self.job("1")) == .takenNeedingThread)
        #expect(queue.submit(try Self.job("2")) == .takenNeedingThread)
        #expect(queue.submit(try Self.job("3")) == .taken)
        let seat = SMTPQueue.Seat()
        let names = (1...3).compactMap { _ in queue.next(for: seat, patience: .never)?.message }
        #expect(names.map { String(decoding: $0, as: UTF8.self) } == ["1", "2", "3"])
    }

    @Test("A thread without work leaves, and the next job asks for another")
    func patience() throws {
        let queue = SMTPQueue(threadLimit: 1)
        #expect(queue.submit(try Self.job("1")) == .takenNeedingThread)
        let seat = SMTPQueue.Seat()
        #expect(queue.next(for: seat, patience: .never) != nil)
        #expect(queue.next(for: seat, patience: .milliseconds(1)) == nil)
        #expect(queue.submit(try Self.job("2")) == .takenNeedingThread)
        queue.leave()
    }

    @Test("Closed, it gives back what waits and takes no more")
    func closed() async throws {
        let queue = SMTPQueue(threadLimit: 1)
        #expect(queue.submit(try Self.job("1")) == .takenNeedingThread)
        #expect(queue.submit(try Self.job("2")) == .taken)
        #expect(queue.close().count == 2)
        #expect(queue.submit(try Self.job("3")) == .closed)
        #expect(queue.next(for: SMTPQueue.Seat(), patience: .never) == nil)
        queue.leave()
        await queue.ended()
    }

    @Test("Abandoned, it waits for nobody; a job is answered once")
    func abandoned() async throws {
        let answers = Mutex(0)
        let queue = SMTPQueue(threadLimit: 1)
        let job = try Self.job("1") { answers.withLock { $0 += 1 } }
        #expect(queue.submit(job) == .takenNeedingThread)
        let taken = queue.next(for: SMTPQueue.Seat(), patience: .never)
        #expect(queue.close().isEmpty)
        for job in queue.abandon() {
            job.answer(.unreachable(reason: ""))
        }
        await queue.ended()
        taken?.answer(.accepted(reply: ""))
        #expect(answers.withLock { $0 } == 1)
    }

    @Test("A thread that could not be started leaves its jobs to the others, or gives them back")
    func threadFailed() async throws {
        let queue = SMTPQueue(threadLimit: 2)
        #expect(queue.submit(try Self.job("1")) == .takenNeedingThread)
        #expect(queue.submit(try Self.job("2")) == .takenNeedingThread)
        #expect(queue.threadFailed().isEmpty)
        #expect(queue.threadFailed().count == 2)
        await queue.ended()
    }

    @Test("Many threads and many jobs: each job is done once, and all threads end")
    func stress() async throws {
        let queue = SMTPQueue(threadLimit: 4)
        let done = Mutex<[String: Int]>([:])
        let start: @Sendable () -> Void = {
            _ = BlockingThread.start {
                let seat = SMTPQueue.Seat()
                // The shortest patience there is: leaving and being handed a job meet as often as they can.
                while let job = queue.next(for: seat, patience: .nanoseconds(1)) {
                    done.withLock { $0[String(decoding: job.message, as: UTF8.self), default: 0] += 1 }
                    job.answer(.accepted(reply: ""))
                }
                queue.leave()
            }
        }
        let address = try MailAddress("kim@example.org")
        await withTaskGroup { group in
            for number in 0..<2_000 {
                group.addTask {
                    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                        let job = SMTPJob(message: Array("\(number)".utf8), from: address, to: address) { _ in
                            continuation.resume()
                        }
                        if queue.submit(job) == .takenNeedingThread {
                            start()
                        }
                    }
                }
            }
        }
        _ = queue.close()
        await queue.ended()
        #expect(done.withLock { $0.count } == 2_000)
        #expect(done.withLock { $0.values.allSatisfy { $0 == 1 } })
    }
}
