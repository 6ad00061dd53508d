import Cryptography

/// Test vectors are printed in hexadecimal.
func bytes(_ hexadecimal: String) -> [UInt8] {
    guard let bytes = Hexadecimal.decode(hexadecimal.filter { !$0.isWhitespace }) else {
        preconditionFailure("not hexadecimal: \(hexadecimal)")
    }
    return bytes
}
