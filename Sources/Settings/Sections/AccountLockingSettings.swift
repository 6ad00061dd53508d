/// When failed sign-ins lock an account.
package struct AccountLockingSettings: Sendable {
    package let isEnabled: Bool
    package let allowedFailures: Int
    /// In microseconds; zero: until an administrator unlocks it.
    package let unlockAfter: Int64
    /// By how much each further lock is longer than the one before.
    package let timeIncrementRatio: Int

    private static let section = "identity_mgt.account_locking"

    init(reading reader: inout SettingsReader) {
        isEnabled = reader.read(
            "\(Self.section).enable_account_locking",
            .boolean,
            default: false,
            "Whether failed sign-ins lock an account."
        )
        allowedFailures = reader.read(
            "\(Self.section).allowed_failed_attempts",
            .integer(1...1000),
            default: 5,
            "How many failures in a row lock it."
        )
        unlockAfter = reader.read(
            "\(Self.section).auto_unlock_after",
            .duration(.minutes, from: "0s", to: "3650d"),
            default: "5m",
            "When it opens again by itself; 0: when an administrator says so."
        )
        timeIncrementRatio = reader.read(
            "\(Self.section).auto_unlock_time_increment_ratio",
            .integer(1...100),
            default: 2,
            "How many times longer each further lock is."
        )
    }
}
