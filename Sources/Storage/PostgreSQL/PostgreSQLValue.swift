import CPostgres

/// How PostgreSQL's binary forms of values are read.
enum PostgreSQLValue {
    /// A value of a column; throws where its type is none that this program uses.
    static func read(_ bytes: UnsafeRawBufferPointer, type: Oid) throws(StorageFailure) -> Value {
        switch type {
        case PostgreSQLType.int8: .integer(Int64(bitPattern: number(bytes)))
        case PostgreSQLType.int4: .integer(Int64(Int32(truncatingIfNeeded: number(bytes))))
        case PostgreSQLType.int2: .integer(Int64(Int16(truncatingIfNeeded: number(bytes))))
        case PostgreSQLType.oid, PostgreSQLType.bool: .integer(Int64(number(bytes)))
        case PostgreSQLType.float8: .real(Double(bitPattern: number(bytes)))
        case PostgreSQLType.float4: .real(Double(Float(bitPattern: UInt32(truncatingIfNeeded: number(bytes)))))
        case PostgreSQLType.text, PostgreSQLType.varchar, PostgreSQLType.bpchar, PostgreSQLType.name,
            PostgreSQLType.char, PostgreSQLType.unknown:
            .text(String(decoding: bytes, as: UTF8.self))
        case PostgreSQLType.bytea: .blob(Array(bytes))
        case PostgreSQLType.numeric: try numeric(bytes)
        case PostgreSQLType.void: .null
        default: throw StorageFailure(.other, "a column is of PostgreSQL's type number \(type), which is not read here")
        }
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// What SUM and AVG make of integers: an integer where it is one, else the nearest fraction.
    ///
    /// The form is four 16-bit numbers (count of digits, exponent of the first, sign, scale) and then the digits, each
    /// of base 10000.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) throws(StorageFailure) -> Value {
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map { Int(number(bytes[$0..<$0 + 2])) }
        guard words.count >= 4, words.count == 4 + words[0], words[2] == 0 || words[2] == 0x4000 else {
            throw StorageFailure(.other, "a number that is none")
        }
        let exponent = Int(Int16(truncatingIfNeeded: words[1]))
        let isNegative = words[2] == 0x4000
        let digits = words[4...]
        if digits.count <= exponent + 1 || digits.isEmpty,
            let integer = integer(digits, exponent: exponent, isNegative: isNegative)
        {
            return .integer(integer)
        }
        var text = isNegative ? "-" : ""
        for digit in digits { text += String(repeating: "0", count: 4 - String(digit).count) + String(digit) }
        guard let real = Double("\(text)e\((exponent + 1 - digits.count) * 4)") else {
            throw StorageFailure(.other, "a number that is none")
        }
        return .real(real)
    }

    /// Nil where it is beyond 64 bits.
    private static func integer(_ digits: ArraySlice<Int>, exponent: Int, isNegative: Bool) -> Int64? {
        var result: Int64 = 0
        // Zeros at the end are not sent.
        for digit in Array(digits) + Array(repeating: 0, count: max(0, exponent + 1 - digits.count)) {
            let (product, overflows) = result.multipliedReportingOverflow(by: 10_000)
            let (sum, exceeds) = product.addingReportingOverflow(Int64(isNegative ? -digit : digit))
            guard !overflows, !exceeds else { return nil }
            result = sum
        }
        return result
    }
}
