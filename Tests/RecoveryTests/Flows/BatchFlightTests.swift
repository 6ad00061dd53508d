import Testing

@testable import Recovery

@Suite("Batches of callers")
struct BatchFlightTests {
    @Test("each gets its own outcome, and those who wait go together", arguments: [1, 2, 7, 100])
    func outcomes(limit: Int) async throws {
        let flight = BatchFlight<Int, Int>(limit: limit)
        let batches = Batches()
        let outcomes = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for number in 0..<200 {
                group.addTask {
                    let outcome = try await flight.run(number) { numbers in
                        await batches.note(numbers.count)
                        return numbers.map { $0 * 2 }
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
        #expect(flight.callers == 0)
    }

    private actor Batches {
        private(set) var sizes: [Int] = []

        func note(_ size: Int) {
            sizes.append(size)
        }
    }

    private struct Refusal: Error {}

    @Test("an error is the batch's, and the next one begins anew")
    func errors() async throws {
        let flight = BatchFlight<Int, Int>(limit: 10)
        for _ in 0..<3 {
            await #expect(throws: Refusal.self) { try await flight.run(1) { _ in throw Refusal() } }
        }
        #expect(try await flight.run(1) { $0 } == 1)
        let failed = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    (try? await flight.run(number) { numbers in
                        await Task.yield()
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
