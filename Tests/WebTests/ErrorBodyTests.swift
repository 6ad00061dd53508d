import Accounts
import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite("Error objects")
struct ErrorBodyTests {
    static let cases: [(Failure, Int, String)] = [
        (
            .invalidCode("x"), 400,
            #"{"code":"18001","description":"Invalid Code 'x'.","message":"Bad Request","traceId":"t"}"#
        ),
        (
            .foreignCodeValidated(tenant: "acme.example"), 400,
            #"{"code":null,"description":"Invalid tenant domain: acme.example","message":"Bad Request","traceId":"t"}"#
        ),
        (
            .nothingToResend, 501,
            #"{"code":null,"description":null,"message":"This service is not yet implemented.","traceId":"t"}"#
        ),
        (
            .unknownTenant("x"), 404,
            #"{"code":404,"description":"invalid tenant domain : x","message":"invalid tenant domain : x"}"#
        ),
        (
            .limited(retryAfterSeconds: 7), 429,
            #"{"code":"RKY-42901","description":"Too many requests. Try again later.","#
                + #""message":"Too Many Requests","traceId":"t"}"#
        ),
        (
            .unexpected("a secret cause", code: "18013"), 500,
            #"{"code":"18013","description":"The server encountered an internal error. "#
                + #"Please contact administrator.","message":"Internal server error","traceId":"t"}"#
        ),
    ]

    @Test("are those of the contract", arguments: cases)
    func snapshot(failure: Failure, status: Int, json: String) throws {
        let body = ErrorBody(failure, traceID: "t", wso2Answers: false)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(body.status.code == status)
        #expect(String(decoding: try encoder.encode(body), as: UTF8.self) == json)
    }

    @Test("a history refusal sends the key back instead of the trace id")
    func key() throws {
        var failure = Failure.passwordInHistory
        failure.key = "k"
        let json = String(
            decoding: try JSONEncoder().encode(ErrorBody(failure, traceID: "t", wso2Answers: false)),
            as: UTF8.self
        )
        #expect(json.contains(#""key":"k""#) && !json.contains("traceId"))
    }

    @Test("what a caller sent comes back only where it is short and printable")
    func echo() {
        #expect(Failure.invalidCode(String(repeating: "x", count: 300)).message == "Invalid Code '%s'.")
        #expect(Failure.invalidCode("a\u{1B}[31m").message == "Invalid Code '%s'.")
        #expect(Failure.invalidCode(nil).message == "Invalid Code 'null'.")
    }
}
