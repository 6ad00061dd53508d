/// The `deployment.toml` that `rekey init` writes: the settings somebody has to think about, each with a word on why.
package struct DeploymentTemplate: Sendable {
    private let hostname: String
    private let mailServer: String
    private let fromAddress: String
    private let dataDirectory: String

    package init(
        hostname: String = "localhost",
        mailServer: String = "localhost",
        fromAddress: String? = nil,
        dataDirectory: String = "data"
    ) {
        self.hostname = hostname
        self.mailServer = mailServer
        self.fromAddress = fromAddress ?? "no-reply@\(hostname)"
        self.dataDirectory = dataDirectory
    }

    package var text: String {
        """
        # Rekey. Section and key names are those of WSO2 Identity Server; what is Rekey's own begins with "rekey.".
        # Every key, its default and its meaning: docs/configuration.md. After a change: rekey config check.
        # A value may be $env{NAME}, an environment variable, or $ref{section.key}, another setting.

        [server]
        # The name in the links that people get by mail. Never taken from a request.
        hostname = \(quoted(hostname))

        [super_admin]
        # rekey init has made this account and printed its password once; rekey user set-password changes it.
        username = "admin"

        [output_adapter.email]
        hostname = \(quoted(mailServer))
        port = 587
        enable_start_tls = true
        from_address = \(quoted(fromAddress))
        # signature = "Example"             # the sender's name beside the address
        # username = "rekey"                # leave both out for a relay that trusts this machine
        # password = "$env{SMTP_PASSWORD}"

        [identity_mgt.password_reset_email]
        enable_password_reset_email = true
        # How long a mailed link lives. Short enough to be useless in an old mailbox, long enough for slow mail.
        reset_mail_validity = "1h"
        # Tells the owner of the account, who may not be the one who did it.
        notify_on_reset = true

        [identity_mgt.recovery]
        # Applications are not told who has an account here.
        notify_user_existence = false
        notify_user_account_status = false

        [identity_mgt.password_policy]
        # Length is what makes a password strong; rules about kinds of characters do not (NIST SP 800-63B).
        enable_password_policy = true
        min_characters = 15
        max_characters = 256

        [identity_mgt.account_locking]
        # The limits of [rekey.limits] slow guessing down without giving strangers a way to lock people out.
        enable_account_locking = false

        [event.default_listener.identity_mgt]
        priority = "50"
        enable = false

        [event.default_listener.governance_identity_mgt]
        priority = "95"
        enable = true

        [event.default_listener.governance_identity_store]
        priority = "97"
        enable = true

        [rekey]
        data_directory = \(quoted(dataDirectory))

        [database.identity_db]
        # Without these it is one file in the data folder. PostgreSQL serves several nodes: docs/operations/postgresql.md.
        # type = "postgre"
        # hostname = "db.example.com"
        # port = 5432
        # name = "rekey"
        # username = "rekey"
        # password = "$env{DATABASE_PASSWORD}"

        [rekey.database]
        # For PostgreSQL only: encrypts, and makes sure of who answers.
        # tls_mode = "verify-full"
        # root_certificate_file = "/etc/rekey/database-ca.pem"

        [rekey.recovery]
        # Applications to which people may return after a reset: whole origins, or paths below them.
        allowed_callbacks = [
            # "https://app.example.com/",
        ]

        [rekey.server]
        # What mails and pages say: whom people have their account with, and where they find help.
        # organization_name = "Example"
        # support_contact = "help@example.com"
        listen_address = "0.0.0.0"
        # https_port = 9443
        # http_port = 9763
        # Behind a proxy: the address people use, and whose X-Forwarded-For is believed.
        # public_url = "https://id.example.com"
        # trusted_proxies = ["10.0.0.0/8"]

        [rekey.tls]
        # Without these two a self-signed certificate is made, which browsers warn of.
        # certificate_file = "/etc/rekey/certificate.pem"
        # private_key_file = "/etc/rekey/private-key.pem"

        """
    }

    private func quoted(_ text: String) -> String {
        DocumentValue.string(text).description
    }
}
