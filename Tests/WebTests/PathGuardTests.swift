import Testing

@testable import Web

@Suite("Paths")
struct PathGuardTests {
    @Test(
        "that are plain pass",
        arguments: [
            "/", "/api/identity/recovery/v0.9/set-password", "/t/acme.example/r/abc-_", "/a/", "/r/%C3%A4", "/a.b",
        ]
    )
    func plain(path: String) {
        #expect(PathGuard.isPlain(path))
    }

    @Test(
        "that two readers may read differently do not",
        arguments: [
            "//api", "/api//identity", "/api/./identity", "/api/../identity", "/api/..", "/api/.", "/api;x=1/identity",
            "/api/%2e%2e/identity", "/%2fapi", "/api%5cidentity", "/api/%00", "/api/%0d%0a", "/api/%", "/api/%2",
            "/api/%zz", "/api/%252e", "\\api", "/api/%3b",
        ]
    )
    func tricky(path: String) {
        #expect(!PathGuard.isPlain(path))
    }
}
