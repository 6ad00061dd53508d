import Testing

@testable import Accounts

@Suite("A clock that is set")
struct ClockWatchTests {
    @Test(
        "back is noticed, forward or a little is not",
        arguments: [(-600, true), (-30, true), (-3, false), (0, false), (1, false), (600, false)]
    )
    func steps(seconds: Int, isBack: Bool) {
        let start = Instant(microseconds: 1_767_225_600_000_000)
        var watch = ClockWatch(start)
        let stepped = start + .seconds(seconds)
        let noticed = [watch.wasSetBack(stepped), watch.wasSetBack(stepped + .seconds(1))]
        #expect(noticed == [isBack, false])
    }
}
