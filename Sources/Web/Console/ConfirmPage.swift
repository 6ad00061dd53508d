import Accounts
import HTTPTypes
import Hummingbird

/// Asks once more before something that cannot be taken back.
struct ConfirmPage: Page {
    static let name = "console-confirm"

    struct Fact {
        var name: String
        var value: String
    }

    var frame: ConsoleFrame
    var heading: String
    var explanation: String
    var facts: [Fact]
    var action: String
    var submit: String
    var backURL: String
}
