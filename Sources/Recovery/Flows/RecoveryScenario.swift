/// Why a recovery runs: the names of the wire (recovery API, `RecoveryScenario`).
package enum RecoveryScenario: String, Sendable, CaseIterable {
    case passwordByNotification = "NOTIFICATION_BASED_PW_RECOVERY"
    case passwordByQuestions = "QUESTION_BASED_PWD_RECOVERY"
    case username = "USERNAME_RECOVERY"
    case selfSignUp = "SELF_SIGN_UP"
    case invitation = "ASK_PASSWORD"
    case adminResetByLink = "ADMIN_FORCED_PASSWORD_RESET_VIA_EMAIL_LINK"
    case adminResetByCode = "ADMIN_FORCED_PASSWORD_RESET_VIA_OTP"
    case emailChange = "EMAIL_VERIFICATION_ON_UPDATE"
    case mobileChange = "MOBILE_VERIFICATION_ON_UPDATE"
    case liteSignUp = "LITE_SIGN_UP"
    case tenantAdminInvitation = "TENANT_ADMIN_ASK_PASSWORD"
}
