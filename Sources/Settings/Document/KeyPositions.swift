/// Finds where each key of a TOML document is written, which the TOML library does not tell.
///
/// Reads only text that the library has already accepted, so it skips values without judging them; on text it does not
/// understand it stops early, and a key without a position is reported at the top of the file.
struct KeyPositions {
    private var cursor: TextCursor
    private var positions: [String: SourcePosition] = [:]
    /// How many elements each array of tables has so far: `[[a]]` twice makes `a[0]` and `a[1]`.
    private var arrayLengths: [String: Int] = [:]

    static func scan(_ text: String) -> [String: SourcePosition] {
        var scanner = KeyPositions(cursor: TextCursor(text))
        scanner.scanDocument()
        return scanner.positions
    }

    /// Where a heading begins that names no table, such as `[[[` or `[.a]`.
    ///
    /// The TOML library asserts that there is none instead of refusing it.
    static func namelessHeader(in text: String) -> SourcePosition? {
        var scanner = KeyPositions(cursor: TextCursor(text))
        scanner.scanDocument()
        return scanner.namelessHeader
    }

    private var namelessHeader: SourcePosition?

    private init(cursor: TextCursor) {
        self.cursor = cursor
    }

    private mutating func scanDocument() {
        var table = SettingPath()
        while cursor.skipBlank() {
            let start = cursor.index
            if cursor.current == UInt8(ascii: "[") {
                table = scanHeader()
            } else {
                scanPair(in: table)
            }
            guard cursor.index > start, namelessHeader == nil else { return }
        }
    }

    /// `[a.b]` or `[[a.b]]`.
    private mutating func scanHeader() -> SettingPath {
        let start = cursor.position
        cursor.advance()
        let isArray = cursor.current == UInt8(ascii: "[")
        if isArray { cursor.advance() }
        cursor.skipSpaces()
        if !(cursor.current.map(Self.beginsName) ?? !isArray), namelessHeader == nil { namelessHeader = start }
        var path = SettingPath()
        let names = cursor.names()
        for (offset, name) in names.enumerated() {
            path.append(.name(name))
            let isLast = offset == names.count - 1
            // TOML 1.0, "Array of Tables": a reference to an array of tables means its latest element.
            if let length = arrayLengths[path.key], !(isArray && isLast) { path.append(.index(length - 1)) }
        }
        if isArray {
            let length = arrayLengths[path.key, default: 0]
            arrayLengths[path.key] = length + 1
            path.append(.index(length))
        }
        while cursor.current == UInt8(ascii: "]") { cursor.advance() }
        positions[path.key] = start
        return path
    }

    /// Whether a heading may go on with `byte`: a bare or quoted name, or its end, which the library refuses itself.
    private static func beginsName(_ byte: UInt8) -> Bool {
        SettingPath.isBareKeyByte(byte) || "\"']".utf8.contains(byte)
    }

    /// `name = value`; the name may be dotted.
    private mutating func scanPair(in table: SettingPath) {
        let start = cursor.position
        let path = cursor.names().reduce(table) { $0.appending(.name($1)) }
        positions[path.key] = start
        guard cursor.current == UInt8(ascii: "=") else { return }
        cursor.advance()
        cursor.skipSpaces()
        scanValue(of: path)
    }

    private mutating func scanValue(of path: SettingPath) {
        switch cursor.current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = cursor.string()
        case UInt8(ascii: "["): scanElements(until: UInt8(ascii: "]"), of: path)
        case UInt8(ascii: "{"): scanElements(until: UInt8(ascii: "}"), of: path)
        default:
            while let byte = cursor.current, !",]}#\n".utf8.contains(byte) { cursor.advance() }
        }
    }

    /// The inside of a list or of an inline table.
    private mutating func scanElements(until end: UInt8, of path: SettingPath) {
        cursor.advance()
        var count = 0
        while cursor.skipBlank(), cursor.current != end {
            let start = cursor.index
            if cursor.current == UInt8(ascii: ",") {
                cursor.advance()
            } else if end == UInt8(ascii: "}") {
                scanPair(in: path)
            } else {
                let element = path.appending(.index(count))
                positions[element.key] = cursor.position
                count += 1
                scanValue(of: element)
            }
            guard cursor.index > start else { return }
        }
        cursor.advance()
    }
}
