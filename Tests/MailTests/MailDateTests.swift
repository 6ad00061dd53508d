import Testing

@testable import Mail

@Suite struct MailDateTests {
    @Test(
        "A date is written as RFC 5322 has it, in UTC",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
            (951_827_696_999_999, "Tue, 29 Feb 2000 12:34:56 +0000"),
            (1_709_251_199_000_000, "Thu, 29 Feb 2024 23:59:59 +0000"),
            (1_772_323_200_000_000, "Sun, 01 Mar 2026 00:00:00 +0000"),
            (4_107_542_400_000_000, "Mon, 01 Mar 2100 00:00:00 +0000"),
            (253_402_300_799_000_000, "Fri, 31 Dec 9999 23:59:59 +0000"),
        ] as [(Int64, String)]
    )
    func text(_ microseconds: Int64, expected: String) {
        #expect(MailDate.text(microseconds: microseconds) == expected)
    }

    @Test("A year without four digits has no date", arguments: [253_402_300_800_000_000, Int64.min, Int64.max])
    func none(_ microseconds: Int64) {
        #expect(MailDate.text(microseconds: microseconds) == nil)
    }
}
