/// The keys of WSO2 Identity Server that Rekey accepts and does not use.
///
/// Sections in which Rekey reads nothing are taken as a whole. In the others every key is named, so that a slip in a
/// key that matters is still found.
enum WSO2Keys {
    struct Pattern: Sendable {
        let text: String
        /// What to do instead, where there is something.
        let advice: String?
        /// Whether another place says what there is to say.
        var isExplainedElsewhere = false

        /// Whether it covers all keys below its heading.
        var isSection: Bool { text.hasSuffix(".**") }
        var heading: String { isSection ? String(text.dropLast(".**".count)) : text }
    }

    /// What is told of them.
    static let unused = "WSO2's, not used by Rekey"

    static func pattern(for path: SettingPath) -> Pattern? {
        all.first { path.match($0.text) != nil || ($0.isSection && path.match($0.heading) != nil) }
    }

    /// Single keys, for the nearest key.
    static let keys = Set(all.filter { !$0.isSection && !$0.text.contains("*") }.map(\.text))

    /// Every section that holds one of the keys, for the nearest section.
    static let sections: Set<String> = all.reduce(into: []) { sections, pattern in
        let parts = pattern.heading.split(separator: ".")
        let depth = pattern.isSection ? parts.count : parts.count - 1
        for length in 1..<(depth + 1) where !parts.prefix(length).contains("*") {
            sections.insert(parts.prefix(length).joined(separator: "."))
        }
    }

    private static let all: [Pattern] = advised + named + wholeSections

    private static let advised: [Pattern] = [
        Pattern(text: "event_listener.**", advice: nil, isExplainedElsewhere: true),
        Pattern(text: "keystore.**", advice: "Rekey reads PEM files: [rekey.tls]"),
        Pattern(text: "truststore.**", advice: "Rekey trusts the system's authorities: [rekey.mail] names others"),
        Pattern(text: "secrets.**", advice: "write $env{NAME} where a secret belongs"),
        Pattern(text: "server.base_path", advice: "links begin with rekey.server.public_url"),
        Pattern(text: "server.proxy_context_path", advice: "Rekey answers at the root of its host"),
        Pattern(text: "output_adapter.email.custom_properties.**", advice: "see [rekey.mail]"),
        Pattern(text: "identity_mgt.events.schemes.**", advice: "locking is set in [identity_mgt.account_locking]"),
        Pattern(
            text: "identity_mgt.notification_channel_recovery.resend_code_validity",
            advice: "WSO2 itself reads identity_mgt.resend_notification.resend_code_validity"
        ),
        Pattern(text: "recaptcha.**", advice: "Rekey has no reCAPTCHA; [rekey.limits] guards its front door"),
        Pattern(text: "user_store.**", advice: "Rekey keeps users in its own store"),
    ]

    private static let named: [Pattern] = [
        "database.identity_db": "driver validationQuery jmx_enable",
        "database.identity_db.pool_options": "*",
        "event.default_listener.*": "priority enable data_store enable_hybrid_data_store LogUpdatedClaimsOnly",
        "event.default_listener.*.property": "*",
        "event.default_listener.*.properties": "*",
        "identity.auth_framework.endpoint":
            "identity_server_service_url username password securevault_secret_handler",
        "account_recovery.endpoint.auth": "enable",
        "identity_mgt": "enable_user_claim_input_regex_validation",
        "identity_mgt.events": "thread_pool_size",
        "identity_mgt.password_policy": """
        pattern_validator password_history_store_hash_algorithm password_history_datasource_class \
        password_history_hashing_algorithm max_password_allowed_length
        """,
        "identity_mgt.recovery": """
        enable_detailed_error_messages enable_auto_login enable_v1_api hide_user_existence \
        notify_recovery_email_existence enable_normalized_retry_error_response
        """,
        "output_adapter.email": """
        min_thread max_thread keep_alive_time job_queue_size minThread maxThread keepAliveTimeInMillis jobQueueSize
        """,
        "server": """
        node_ip internal_hostname mgt_transport enable_admin_services hide_menu_items clock_skew force_local_cache \
        default_cache_timeout default_realm_cache_timeout discard_empty_caches enableMTOM default_items_per_page \
        max_items_per_page
        """,
        "transport.http": "enabled",
        "transport.https": "enabled",
    ]
    .flatMap { section, names in
        names.split(separator: " ").map { Pattern(text: "\(section).\($0)", advice: nil) }
    }

    private static let wholeSections: [Pattern] = """
        accounts admin_advisory admin_console admin_service analytics api_gateway application_mgt \
        authentication authentication_policy authenticationendpoint authorization_manager cache caching \
        carbon_health_check catalina cipher_tool ciba clustering config_data configuration console consent cors \
        data_storage_type \
        database.shared_db database.user database.config_db database.bps_db database.consent_db database.session_db \
        database_configuration datasource device_token encryption entitlement event_handlers event_publisher everyone \
        extensions federated federated_user_account_association fido governance_data hazelcast http_access_log \
        identity.oauth identity.entitlement identity.adaptive_auth \
        identity.auth_framework.session identity_data_source identity_mgt.account_disabling \
        identity_mgt.analytics_login_data_publisher identity_mgt.analytics_session_data_publisher \
        identity_mgt.challenge_questions identity_mgt.claims identity_mgt.endpoint \
        identity_mgt.forced_challenge_questions identity_mgt.lite_user_registration identity_mgt.login_identifiers \
        identity_mgt.notification identity_mgt.password_expiry identity_mgt.password_reset_by_admin \
        identity_mgt.password_reset_challenge_questions identity_mgt.password_reset_email.otp \
        identity_mgt.password_reset_sms identity_mgt.password_update identity_mgt.recovery.challenge_question \
        identity_mgt.tenant_registration identity_mgt.user_claim_update identity_mgt.user_onboarding \
        identity_mgt.user_self_registration identity_mgt.username_recovery \
        identity_mgt.workflow_pending_user_authn_handler identity_mgt_account_suspension identity_secret_manager \
        idp_role_management indexing intermediate_cert_validation jce_provider jwt key_mgt \
        legacy_claims legacy_feature localization log_correlation logging message_builders message_formatters \
        metrics monitoring myaccount oauth oidc organization organization_management \
        outbound_provisioning_management output_adapter.sms output_adapter.http output_adapter.rest owasp pagination \
        par passive_sts password_update product provisioning push_authenticator \
        realm_manager recovery recoveryendpoint registry remote_fetch remote_logging remote_registry resource \
        resource_access_control rest_api_authentication role_mgt saml scim scim2 \
        scim2_multi_attribute_filtering scope server.cache server.file_upload service service_provider session \
        session_data sp_role_management sso_login sts \
        system system_applications tasks tenant tenant_context \
        tenant_mgt throttling tls tomcat totp transport.http.sslHostConfig transport.https.sslHostConfig \
        user user_account_association user_filtering \
        user_store_mgt versioning_configuration workflow wsdl
        """
        .split(separator: " ").map { Pattern(text: "\($0).**", advice: nil) }
        + connectorAttributes

    /// What Tomcat's connectors take beside the ports (`[transport.http.properties]` and its https twin).
    private static let connectorAttributes: [Pattern] = """
        redirectPort bindOnInit maxHttpHeaderSize acceptorThreadCount maxThreads minSpareThreads disableUploadTimeout \
        connectionUploadTimeout connectionTimeout keepAliveTimeout maxKeepAliveRequests acceptCount server compression \
        compressionMinSize noCompressionUserAgents compressibleMimeType URIEncoding enableLookups scheme secure \
        SSLEnabled clientAuth sslEnabledProtocols sslProtocol ciphers certificate_verification protocols ssl_protocol \
        certificateVerification proxyName relaxedQueryChars relaxedPathChars maxPostSize maxSwallowSize protocol \
        useServerCipherSuitesOrder keystoreFile keystorePass truststoreFile truststorePass useSendfile \
        restrictedUserAgents xpoweredBy allowTrace socketBuffer tcpNoDelay executor address maxConnections \
        maxParameterCount processorCache
        """
        .split(separator: " ").flatMap { name in
            ["http", "https"].map { Pattern(text: "transport.\($0).properties.\(name)", advice: nil) }
        }
}
