/// Password recovery by mail: on or off, and how long things live.
package struct PasswordResetSettings: Sendable {
    package let isEnabled: Bool
    /// Of the mailed link, in microseconds; nil: for ever.
    package let validity: Int64?
    package let notifyOnReset: Bool
    /// How long the same code is handed out again, in microseconds.
    package let tolerance: Int64
    /// Whether WSO2's reCAPTCHA is asked for.
    package let recaptcha: Bool
    /// Of the `recoveryCode` of users/v1, in microseconds.
    package let recoveryCodeValidity: Int64
    /// Of the `resendCode` of users/v1, in microseconds.
    package let resendCodeValidity: Int64

    private static let section = "identity_mgt.password_reset_email"

    init(reading reader: inout SettingsReader) {
        _ = reader.read(
            "identity_mgt.default_mail_validity_period",
            .lifetime(.minutes),
            default: "1d",
            "How long mailed links live that have no setting of their own."
        )
        isEnabled = reader.read(
            "\(Self.section).enable_password_reset_email",
            .boolean,
            default: false,
            demo: true,
            "Whether people may recover a password by mail."
        )
        validity = reader.read(
            "\(Self.section).reset_mail_validity",
            .lifetime(.minutes),
            default: "$ref{identity_mgt.default_mail_validity_period}",
            "How long the mailed link lives; negative: for ever."
        )
        notifyOnReset = reader.read(
            "\(Self.section).notify_on_reset",
            .boolean,
            default: true,
            "Whether a mail tells the owner that the password was reset. WSO2's default is `false`."
        )
        recaptcha = reader.read(
            "\(Self.section).enable_recaptcha",
            .boolean,
            default: false,
            "Accepted; Rekey has no reCAPTCHA, `[rekey.limits]` guards its front door."
        )
        let tolerance = reader.read(
            "\(Self.section).confirmation_code_tolerance_period",
            .duration(.minutes, from: "0s", to: "30d"),
            default: 0,
            "Asked again within this time, the same code is sent again; at most `recovery_code_validity`."
        )
        recoveryCodeValidity = reader.read(
            "identity_mgt.notification_channel_recovery.recovery_code_validity",
            .duration(.minutes, from: "1s", to: "30d"),
            default: "1m",
            "How long a `recoveryCode` of the users API lives."
        )
        resendCodeValidity = reader.read(
            "identity_mgt.resend_notification.resend_code_validity",
            .duration(.minutes, from: "1s", to: "30d"),
            default: "1m",
            "How long a `resendCode` of the users API lives."
        )
        // WSO2 compares with the life of the recovery code, not of the link, and goes on without a tolerance.
        self.tolerance = tolerance <= recoveryCodeValidity ? tolerance : 0
        check(written: tolerance, with: &reader)
    }

    private func check(written tolerance: Int64, with reader: inout SettingsReader) {
        if tolerance != self.tolerance {
            reader.note(
                "\(Self.section).confirmation_code_tolerance_period",
                "ignored, as in WSO2: longer than identity_mgt.notification_channel_recovery.recovery_code_validity"
            )
        }
        if validity == nil {
            reader.note("\(Self.section).reset_mail_validity", "mailed links never expire: set a time such as \"1d\"")
        }
        if recaptcha {
            reader.note(
                "\(Self.section).enable_recaptcha",
                "Rekey has no reCAPTCHA; the limits of [rekey.limits] guard the request instead"
            )
        }
    }
}
