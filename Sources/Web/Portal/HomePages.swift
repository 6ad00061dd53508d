import Accounts
import HTTPTypes
import Hummingbird
import Recovery

/// `/`: what this server is.
struct HomePage: Page {
    static let name = "home"

    var forgotURL: String
    var accountURL: String
    var docsURL: String
    /// What there is to try, in demo mode.
    var demo: Trial?
    var parameters: [String: String]

    struct Trial {
        var mailboxURL: String
        var accounts: [Account]
        var commands: [Command]
    }

    struct Account {
        var role: String
        var username: String
        var password: String
    }

    struct Command {
        var title: String
        var command: String
    }
}

extension Portal {
    func showHome(_ request: Request, context: RequestState) async throws -> Response {
        let demo = mailbox == nil ? nil : Demo(publicURL: recovery.rules.publicURL)
        let words = { [pages] key in pages.catalog.text(HomePage.name, key) }
        let page = HomePage(
            forgotURL: context.url("/forgot-password"),
            accountURL: context.url("/myaccount"),
            docsURL: "/docs",
            demo: demo.map { demo in
                let accounts = [("role-administrator", demo.administrator), ("role-user", demo.user)]
                let titles = ["command-recover", "command-set", "command-resend"]
                return HomePage.Trial(
                    mailboxURL: "/mailbox",
                    accounts: accounts.map { role, account in
                        HomePage.Account(role: words(role), username: account.username, password: account.password)
                    },
                    commands: zip(titles, demo.commands).map { HomePage.Command(title: words($0), command: $1) }
                )
            },
            parameters: ["username": demo?.user.username ?? ""]
        )
        return try pages.response(page, context)
    }
}

/// What demo mode consists of, in one place: its accounts, and the commands to try it with.
package struct Demo: Sendable {
    package struct Account: Sendable {
        package var username: String
        package var password: String
    }

    package let administrator = Account(username: "admin", password: "admin")
    package let user = Account(username: "kim", password: "Forgotten-1!")
    package let userAddress = "kim@example.com"
    package let userGivenName = "Kim"

    package let publicURL: String

    package init(publicURL: String) {
        self.publicURL = publicURL
    }

    /// Ask, set, resend: ready to paste, but for the key of the second.
    package var commands: [String] {
        [
            curl(
                #"{"user": {"username": "kim","realm": "PRIMARY","tenant-domain":"carbon.super"},"properties": []}"#,
                "/api/identity/recovery/v0.9/recover-password?type=email&notify=true"
            ),
            curl(
                #"{"key": "KEY-FROM-THE-MAIL", "password": "Password1!","properties": []}"#,
                "/api/identity/recovery/v0.9/set-password"
            ),
            curl(
                #"{"user":{"username":"kim","realm":"PRIMARY"},"properties":"#
                    + #"[{"key":"RecoveryScenario","value":"NOTIFICATION_BASED_PW_RECOVERY"}]}"#,
                "/api/identity/user/v1.0/resend-code"
            ),
        ]
    }

    private func curl(_ body: String, _ path: String) -> String {
        #"curl -k -X POST -H "Authorization: Basic YWRtaW46YWRtaW4=" -H "Content-Type: application/json" "#
            + "-d '\(body)' \"\(publicURL)\(path)\""
    }
}
