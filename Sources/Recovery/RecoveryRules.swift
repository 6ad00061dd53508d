package import Accounts

/// The settings by which a recovery runs.
package struct RecoveryRules: Sendable {
    /// `enable_password_reset_email`, and listener 95 on.
    package var isEnabled: Bool
    /// How long a mailed code is good (`reset_mail_validity`); nil: until it is used.
    package var codeLifetime: Span?
    /// How long the same code is sent again (`confirmation_code_tolerance_period`); zero: never.
    package var tolerance: Span
    /// How many wrong codes a flow bears; the next one is not even compared.
    ///
    /// From 1.
    package var mostWrongCodes: Int
    /// Whether a success is told by mail (`notify_on_reset`).
    package var notifiesOnReset: Bool
    /// Whether we deliver codes; otherwise the caller gets them (`notification.manage_internally`).
    package var managesNotifications: Bool
    package var notifiesUserExistence: Bool
    package var notifiesAccountStatus: Bool
    /// Whether the verified flag of an address may be stored: listener 97 on.
    package var storesIdentityClaims: Bool
    /// `[rekey.compatibility] wso2_answers`: WSO2's answers where ours are safer.
    package var wso2Answers: Bool
    /// Where mailed links point, without a slash at the end.
    ///
    /// Never taken from a request.
    package var publicURL: String
    package var organizationName: String
    /// What mails and pages say about help; may be empty.
    package var supportContact: String

    package init(
        isEnabled: Bool,
        codeLifetime: Span?,
        tolerance: Span,
        mostWrongCodes: Int,
        notifiesOnReset: Bool,
        managesNotifications: Bool,
        notifiesUserExistence: Bool,
        notifiesAccountStatus: Bool,
        storesIdentityClaims: Bool,
        wso2Answers: Bool,
        publicURL: String,
        organizationName: String,
        supportContact: String
    ) {
        self.isEnabled = isEnabled
        self.codeLifetime = codeLifetime
        self.tolerance = tolerance
        self.mostWrongCodes = mostWrongCodes
        self.notifiesOnReset = notifiesOnReset
        self.managesNotifications = managesNotifications
        self.notifiesUserExistence = notifiesUserExistence
        self.notifiesAccountStatus = notifiesAccountStatus
        self.storesIdentityClaims = storesIdentityClaims
        self.wso2Answers = wso2Answers
        self.publicURL = publicURL
        self.organizationName = organizationName
        self.supportContact = supportContact
    }
}
