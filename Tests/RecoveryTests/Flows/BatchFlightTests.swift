import Testing

@testable import Recovery

@Suite("Batches of callers")
struct BatchFlightTests {
    @Test("each gets its own outcome, and those who wait go together", arguments: [1, 2, 7, 100], [1, 2, 3])
    func outcomes(limit: Int, lanes: Int) async throws {
        let flight = BatchFlight<Int, Int>(limit: limit, lanes: lanes)
        let batches = Batches()
        let outcomes = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for number in 0..<200 {
                group.addTask {
                    let outcome = try await flight.run(number) { batch in
                        await batches.begin()
                        await Task.yield()
                        let numbers = batch.items
                        await batches.end(numbers.count)
                        // Asked again, as after a transaction that has to be repeated, it is the same batch.
                        return batch.items == numbers ? numbers.map { $0 * 2 } : []
                    }
                    return (number, outcome)
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes == Dictionary(uniqueKeysWithValues: (0..<200).map { ($0, $0 * 2) }))
        let sizes = await batches.sizes
        #expect(sizes.reduce(0, +) == 200)
        #expect(sizes.allSatisfy { $0 <= limit })
        #expect(await batches.most <= lanes)
        #expect(flight.callers == 0)
    }

    private actor Batches {
        private(set) var sizes: [Int] = []
        private(set) var most = 0
        private var underWay = 0

        func begin() {
            underWay += 1
            most = max(most, underWay)
        }

        func end(_ size: Int) {
            underWay -= 1
            sizes.append(size)
        }
    }

    private struct Refusal: Error {}

    @Test("who comes before the work asks for its items goes with it")
    func lateClosing() async throws {
        let flight = BatchFlight<Int, Int>(limit: 10, lanes: 1)
        let outcomes = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                try await flight.run(0) { batch in
                    while flight.callers < 4 { await Task.yield() }
                    while flight.waiting < 3 { await Task.yield() }
                    return Array(repeating: batch.items.count, count: batch.items.count)
                }
            }
            while flight.callers < 1 { await Task.yield() }
            for number in 1...3 {
                group.addTask {
                    try await flight.run(number) { batch in Array(repeating: -1, count: batch.items.count) }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == [4, 4, 4, 4])
    }

    @Test("an error is the batch's, and the next one begins anew")
    func errors() async throws {
        let flight = BatchFlight<Int, Int>(limit: 10, lanes: 1)
        for _ in 0..<3 {
            await #expect(throws: Refusal.self) { try await flight.run(1) { _ in throw Refusal() } }
        }
        #expect(try await flight.run(1) { $0.items } == 1)
        let failed = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    (try? await flight.run(number) { batch in
                        await Task.yield()
                        let numbers = batch.items
                        if numbers.contains(13) { throw Refusal() }
                        return numbers
                    }) == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect((1...10).contains(failed))
    }
}
