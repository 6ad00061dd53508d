/// A `deployment.toml` as WSO2 Identity Server 6.1 is run with: the download's own, and what its documentation adds.
let wso2Deployment = #"""
    [server]
    hostname = "id.example.com"
    node_ip = "127.0.0.1"
    base_path = "https://$ref{server.hostname}:${carbon.management.port}"
    offset = 0

    [super_admin]
    username = "admin"
    password = "admin"
    create_admin_account = true

    [user_store]
    type = "database_unique_id"

    [user_store.properties]
    PasswordJavaRegEx = '^[\S]{5,30}$'
    UsernameJavaRegEx = '^[\S]{3,50}$'

    [database.identity_db]
    type = "mysql"
    hostname = "db.example.com"
    name = "IDENTITY_DB"
    username = "identity"
    password = "wso2carbon"
    port = "3306"

    [database.identity_db.pool_options]
    maxActive = "80"
    maxWait = "60000"
    testOnBorrow = true

    [database.shared_db]
    type = "mysql"
    url = "jdbc:mysql://db.example.com:3306/SHARED_DB?useSSL=false"
    username = "wso2carbon"
    password = "wso2carbon"

    [[datasource]]
    id = "CUSTOM"
    url = "jdbc:mysql://db.example.com/CUSTOM"

    [keystore.primary]
    file_name = "wso2carbon.jks"
    password = "wso2carbon"
    alias = "wso2carbon"
    key_password = "$ref{keystore.primary.password}"

    [keystore.tls]
    file_name = "tls.jks"
    password = "$secret{tls_password}"

    [truststore]
    file_name = "client-truststore.jks"
    password = "wso2carbon"
    type = "JKS"

    [secrets]
    tls_password = "[wso2carbon]"

    [account_recovery.endpoint.auth]
    hash = "66cd9688a2ae068244ea01e70f0e230f5623b7fa4cdecb65070a09ec06452262"

    [identity.auth_framework.endpoint]
    app_password = "dashboard"

    [[session.nonce.cookies.whitelist.authenticators]]
    name = "MagicLinkAuthenticator"

    [transport.https.properties]
    port = 9443
    proxyPort = 443
    maxThreads = "500"
    server = "WSO2 IS server"

    [transport.https.sslHostConfig.properties]
    protocols = "TLSv1.2,TLSv1.3"

    [transport.http.properties]
    proxyPort = 80

    [output_adapter.email]
    from_address = "no-reply@example.com"
    username = "mailer"
    password = "<![CDATA[p&ss]]>"
    hostname = "smtp.example.com"
    port = 587
    enable_start_tls = true
    enable_authentication = true
    signature = "Example"

    [output_adapter.email.custom_properties]
    "mail.smtp.ssl.protocols" = "TLSv1.2"

    [event.default_listener.identity_mgt]
    priority = "50"
    enable = false

    [event.default_listener.governance_identity_mgt]
    priority = "95"
    enable = true

    [event.default_listener.governance_identity_store]
    priority = "97"
    enable = true
    data_store = "org.wso2.carbon.identity.governance.store.JDBCIdentityDataStore"

    [event.default_listener.unique_claim_user_operation_event_listener]
    priority = 101
    enable = true

    [[event_listener]]
    id = "workflow"
    type = "org.wso2.carbon.user.core.listener.UserOperationEventListener"
    name = "com.example.identity.UserListener"
    order = 898

    [identity_mgt]
    default_mail_validity_period = "1d"
    email_sender = "internal"

    [identity_mgt.password_reset_email]
    enable_password_reset_email = true
    enable_recaptcha = true
    reset_mail_validity = "1440m"
    notify_on_reset = true
    confirmation_code_tolerance_period = 1

    [identity_mgt.password_reset_sms]
    sms_otp_validity = "1m"

    [identity_mgt.notification_channel_recovery]
    recovery_code_validity = "5m"

    [identity_mgt.recovery]
    callback_url = "^https:\\/\\/id\\.example\\.com\\/.*"
    notify_user_existence = false
    notify_user_account_status = false
    enable_auto_login = false

    [identity_mgt.recovery.notification]
    manage_internally = true

    [identity_mgt.username_recovery.email]
    enable_username_recovery = false

    [identity_mgt.password_policy]
    enable_password_policy = true
    min_characters = 6
    max_characters = 12
    match_pattern = "^((?=.*\\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#$%&*])).{0,100}$"
    error_message_on_pattern_validation_failure = "'Password pattern policy violated.'"
    enable_password_history = true

    [identity_mgt.account_locking]
    enable_account_locking = true
    allowed_failed_attempts = "5"
    auto_unlock_after = "5m"
    auto_unlock_time_increment_ratio = "2"

    [identity_mgt.user_onboarding]
    enable_email_verification = true

    [identity_mgt.user_self_registration]
    allow_self_registration = true
    callback_url = "${carbon.protocol}://${carbon.host}:${carbon.management.port}/.*"

    [identity_mgt.events.schemes."account.lock.handler".properties]
    "account.lock.handler.notification.manageInternally" = false

    [recaptcha]
    enabled = true
    site_key = "site"
    secret_key = "secret"

    [tenant_context]
    enable_tenant_qualified_urls = true

    [[resource.access_control]]
    context = "(.*)/api/identity/recovery/(.*)"
    secure = true
    http_method = "all"
    permissions = ["/permission/admin/manage/identity/identitymgt"]

    [oauth.token_validation]
    user_access_token_validity = "1h"

    [authentication.authenticator.totp.parameters]
    encodingMethod = "Base32"

    [[authentication.custom_authenticator]]
    name = "custom"

    [cors]
    allow_generic_http_requests = true

    [system.parameter]
    "org.wso2.CipherTransformation" = "AES/GCM/NoPadding"

    [monitoring.jmx]
    rmi_server_start = false

    [clustering]
    membership_scheme = "wka"
    members = ["10.0.0.1:4000"]

    [admin_service.wsdl]
    enable = true
    """#
