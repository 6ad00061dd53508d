/// Text as a field of CSV (RFC 4180, 2), which no spreadsheet takes for a formula.
struct CSVText {
    private let text: String

    init(_ text: String?) {
        self.text = text ?? ""
    }

    /// The field between quotation marks.
    ///
    /// What a spreadsheet would compute begins with one of a few characters; an apostrophe before it makes it text
    /// (OWASP: CSV injection).
    var field: String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
        return "\"" + (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
    }

    static func line(_ fields: [String?]) -> String {
        fields.map { CSVText($0).field }.joined(separator: ",") + "\r\n"
    }
}
