import Testing

@testable import Web

@Suite("CSV")
struct CSVTextTests {
    @Test(
        "takes no text for a formula",
        arguments: [
            ("plain", "\"plain\""), ("", "\"\""), ("a \"quoted\" word", "\"a \"\"quoted\"\" word\""),
            ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\tx", "\"'\tx\""), ("\rx", "\"'\rx\""), ("\r\nx", "\"'\r\nx\""), ("＝1", "\"'＝1\""),
            ("a=1", "\"a=1\""), ("a,b\r\nc", "\"a,b\r\nc\""),
        ]
    )
    func formulas(text: String, field: String) {
        #expect(CSVText(text).field == field)
    }
}
