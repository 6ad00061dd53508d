import Accounts
import Testing

@testable import Recovery

@Suite("What the mail says")
struct RecoveryMessageTests {
    @Test(
        "an address is masked for everybody but its owner",
        arguments: [
            ("kim@example.com", "k•••@example.com"), ("k@example.com", "•••@example.com"),
            ("\"a@b\"@example.com", "\"•••@example.com"), ("no-address", "•••"),
        ]
    )
    func masked(address: String, expected: String) {
        #expect(address.maskedAddress == expected)
    }

    @Test(
        "a span is said in the largest unit that comes out even",
        arguments: [
            (Span.seconds(20), "1 minute"), (.minutes(30), "30 minutes"), (.minutes(60), "1 hour"),
            (.minutes(90), "90 minutes"), (.days(1), "24 hours"), (.days(7), "7 days"),
        ]
    )
    func span(span: Span, words: String) {
        #expect(span.inWords == words)
    }

    @Test(
        "a browser is named",
        arguments: [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
                    + "Safari/537.36 Edg/140.0", "Edge on Windows"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    + "Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            ("curl/8.0", "an application"), ("", "an unknown program"),
        ]
    )
    func browser(text: String, words: String) {
        #expect(UserAgent(text).inWords == words)
    }
}
