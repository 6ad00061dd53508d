/// The templates by name, as they were embedded at build time.
extension Pages {
    static let templates: [(String, [UInt8])] = [
        ("account-card", PackageResources.account_card_mustache),
        ("api-docs", PackageResources.api_docs_mustache),
        ("api-operation", PackageResources.api_operation_mustache),
        ("check-your-mail", PackageResources.check_your_mail_mustache),
        ("console-frame", PackageResources.console_frame_mustache),
        ("console-home", PackageResources.console_home_mustache),
        ("console-sign-in", PackageResources.console_sign_in_mustache),
        ("dead-link", PackageResources.dead_link_mustache),
        ("done", PackageResources.done_mustache),
        ("error", PackageResources.error_mustache),
        ("forgot-password", PackageResources.forgot_password_mustache),
        ("hidden-fields", PackageResources.hidden_fields_mustache),
        ("home", PackageResources.home_mustache),
        ("layout", PackageResources.layout_mustache),
        ("mailbox", PackageResources.mailbox_mustache),
        ("mailbox-message", PackageResources.mailbox_message_mustache),
        ("my-account", PackageResources.my_account_mustache),
        ("new-password", PackageResources.new_password_mustache),
        ("password-field", PackageResources.password_field_mustache),
        ("password-rules", PackageResources.password_rules_mustache),
        ("problem-summary", PackageResources.problem_summary_mustache),
        ("reset-link", PackageResources.reset_link_mustache),
        ("sign-in", PackageResources.sign_in_mustache),
        ("username-field", PackageResources.username_field_mustache),
    ]
}
