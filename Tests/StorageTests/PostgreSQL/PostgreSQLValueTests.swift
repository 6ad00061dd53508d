import TestSupport
import Testing

@testable import Storage

/// What comes out of a server that has more types than this program.
@Suite("PostgreSQL: values")
struct PostgreSQLValueTests {
    @Test(
        "Expressions are read as the nearest of our types",
        arguments: [
            ("1", .integer(1)), ("-1::int2", .integer(-1)), ("-70000::int4", .integer(-70000)),
            ("1 = 1", .integer(1)), ("NULL::bool", .null), ("0.5::float4", .real(0.5)), ("'x'", .text("x")),
            ("'x'::varchar", .text("x")), ("current_user", .text("rekey")),
            ("(SELECT SUM(n) FROM (VALUES (1::int8), (9223372036854775806)) AS t (n))", .integer(.max)),
            ("(SELECT SUM(n) FROM (VALUES (10000::int8), (90000)) AS t (n))", .integer(100_000)),
            ("(SELECT AVG(n) FROM (VALUES (1), (2)) AS t (n))", .real(1.5)),
            ("0::numeric", .integer(0)), ("-9223372036854775808::numeric", .integer(.min)),
            ("9223372036854775808::numeric", .real(9_223_372_036_854_775_808)), ("-0.00012::numeric", .real(-0.00012)),
        ] as [(SQL, Value)]
    )
    func expressions(expression: SQL, value: Value) async throws {
        try await Engine.postgreSQL.withEmptyDatabase { database in
            let answer = try await database.value("SELECT \(expression) AS it", "it", as: Value.self)
            #expect(answer == value)
        }
    }

    @Test("What is read nowhere is refused: a type of its own, a number that is none, text with a NUL")
    func refused() async throws {
        try await Engine.postgreSQL.withEmptyDatabase { database in
            let cases: [(SQL, StorageFailure.Kind)] = [
                ("SELECT now()", .other), ("SELECT 'NaN'::numeric", .other), ("SELECT \("a\0b")", .check),
                ("SELECT \("secret")::text::int8", .check),
            ]
            for (query, kind) in cases {
                let failure = await #expect(throws: StorageFailure.self) {
                    try await database.read { try $0.rows(query) }
                }
                #expect(failure?.kind == kind)
                #expect(failure?.message.contains("secret") == false)
            }
        }
    }

    @Test(
        "SQLSTATE becomes a kind",
        arguments: [
            ("23505", .unique), ("23503", .foreignKey), ("23502", .check), ("23514", .check), ("22003", .check),
            ("40001", .busy), ("40P01", .busy), ("55P03", .busy), ("57014", .busy), ("53100", .full),
            ("53300", .unavailable), ("57P01", .unavailable), ("08006", .unavailable), ("42P01", .other),
            ("XX001", .corrupt), ("XX002", .corrupt), ("XX000", .other), ("08P01", .other),
        ] as [(String, StorageFailure.Kind)]
    )
    func kinds(state: String, kind: StorageFailure.Kind) {
        #expect(StorageFailure(state: state, message: "").kind == kind)
    }

    @Test("A topic is sent at once and then rests")
    func throttle() {
        var throttle = SignalThrottle()
        let start = ContinuousClock.now
        throttle.add("work")
        throttle.add("work")
        #expect(throttle.due(at: start) == (["work"], nil))
        throttle.add("work")
        #expect(throttle.due(at: start + .milliseconds(20)) == ([], .milliseconds(30)))
        #expect(throttle.due(at: start + .milliseconds(50)) == (["work"], nil))
        #expect(throttle.due(at: start + .milliseconds(60)) == ([], nil))
    }
}

private func == (one: (topics: [Topic], wait: Duration?), other: ([Topic], Duration?)) -> Bool {
    one.topics == other.0 && one.wait == other.1
}
