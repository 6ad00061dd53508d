import Testing

@testable import Accounts

@Suite("Bell")
struct BellTests {
    @Test("everybody who waits is let go when the time is over, however many there are", .timeLimit(.minutes(1)))
    func several() async {
        let bell = Bell()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask { await bell.wait(longest: .milliseconds(1 + number % 5)) }
            }
        }
    }

    @Test("everybody who waits is woken, and a ring that nobody heard is kept", .timeLimit(.minutes(1)))
    func rings() async {
        let bell = Bell()
        bell.ring()
        await bell.wait(longest: .seconds(600))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { await bell.wait(longest: .seconds(600)) } }
            while bell.sleepers < 3 { await Task.yield() }
            bell.ring()
        }
    }
}
