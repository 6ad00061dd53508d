// swift-tools-version: 6.2

import PackageDescription

/// What every target of ours is compiled with.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// Targets that wrap no C: every use of an unsafe construct has to say so.
let safe = common + [.strictMemorySafety()]

let package = Package(
    name: "rekey",
    products: [.executable(name: "rekey", targets: ["rekey"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        /* Argon2id, the password hash: Debian's libargon2. */
        .systemLibrary(name: "CArgon2"),
        /* SMTP and TLS to a mail server: Debian's libcurl. */
        .systemLibrary(name: "CCurl"),
        /* Digests, AES-GCM and X.509: Debian's OpenSSL. */
        .systemLibrary(name: "COpenSSL"),

        /* The wire to a PostgreSQL server: Debian's libpq. */
        .systemLibrary(name: "CPostgres"),

        /* Regular expressions of operators, which may not run away: Debian's PCRE2. */
        .systemLibrary(name: "CPCRE2"),

        /* Regular expressions, matched as a whole and with an end; knows nothing of the texts. */
        .target(name: "Patterns", dependencies: ["CPCRE2"], swiftSettings: common),
        /* Keys, digests, sealing and self-signed certificates; knows nothing of what is sealed. */
        .target(name: "Cryptography", dependencies: ["COpenSSL"], swiftSettings: common),
        /* One SQL dialect over the database engines; knows no table. */
        .target(
            name: "Storage",
            dependencies: [
                "CPostgres", "Cryptography",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: common
        ),
        /* MIME messages and how they reach a mail server; knows no account. */
        .target(
            name: "Mail",
            dependencies: ["CCurl", .product(name: "Logging", package: "swift-log")],
            swiftSettings: common
        ),
        /* deployment.toml, environment and flags as typed values; knows nothing of their use. */
        .target(
            name: "Settings",
            dependencies: ["Patterns", .product(name: "TOMLKit", package: "TOMLKit")],
            swiftSettings: safe
        ),
        /* Who exists, in which store, in what state, and how to reach them. */
        .target(
            name: "Accounts",
            dependencies: [
                "CArgon2", "Cryptography", "Mail", "Patterns", "Storage",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Resources")],
            swiftSettings: safe
        ),
        /* The flows by which a person gets back in. */
        .target(
            name: "Recovery",
            dependencies: [
                "Accounts", "Cryptography", "Mail", "Patterns", "Storage",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: safe
        ),
        /* HTTP: APIs and pages; decides nothing. */
        .target(
            name: "Web",
            dependencies: [
                "Accounts", "Cryptography", "Recovery",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOFoundationEssentialsCompat", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Resources")],
            swiftSettings: safe
        ),
        /* The command: reads settings, builds everything, runs it. */
        .executableTarget(
            name: "rekey",
            dependencies: [
                "Accounts", "Cryptography", "Mail", "Patterns", "Recovery", "Settings", "Storage", "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: safe
        ),

        /* What several test targets share: time that stands still, databases, installations. */
        .target(
            name: "TestSupport",
            dependencies: [
                "Accounts", "Cryptography", "Mail", "Recovery", "Storage",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: common
        ),
        .testTarget(name: "PatternsTests", dependencies: ["Patterns"], swiftSettings: common),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography", "TestSupport"], swiftSettings: common),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Storage", "TestSupport", .product(name: "Logging", package: "swift-log")],
            swiftSettings: common
        ),
        .testTarget(
            name: "MailTests",
            dependencies: ["Mail", "TestSupport", .product(name: "Logging", package: "swift-log")],
            swiftSettings: common
        ),
        .testTarget(name: "SettingsTests", dependencies: ["Settings"], swiftSettings: common),
        .testTarget(
            name: "AccountsTests",
            dependencies: ["Accounts", "Cryptography", "Mail", "Patterns", "Storage", "TestSupport"],
            swiftSettings: common
        ),
        .testTarget(
            name: "RecoveryTests",
            dependencies: ["Accounts", "Mail", "Patterns", "Recovery", "Storage", "TestSupport"],
            swiftSettings: common
        ),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Accounts", "Recovery", "Storage", "TestSupport", "Web",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: common
        ),
    ]
)
