import CArgon2

/// One computation of Argon2id (RFC 9106) by Debian's libargon2, on the calling thread.
enum Argon2id {
    static func digest(
        of password: [UInt8],
        salt: [UInt8],
        parameters: Argon2Parameters,
        count: Int
    ) throws(HashingFailure) -> [UInt8] {
        var (password, salt) = (password, salt)
        var digest = [UInt8](repeating: 0, count: count)
        let result = unsafe password.withUnsafeMutableBufferPointer { password in
            unsafe salt.withUnsafeMutableBufferPointer { salt in
                unsafe digest.withUnsafeMutableBufferPointer { digest in
                    var context = unsafe argon2_context()
                    unsafe context.out = digest.baseAddress
                    unsafe context.outlen = UInt32(digest.count)
                    unsafe context.pwd = password.baseAddress
                    unsafe context.pwdlen = UInt32(password.count)
                    unsafe context.salt = salt.baseAddress
                    unsafe context.saltlen = UInt32(salt.count)
                    unsafe context.m_cost = UInt32(parameters.memoryKiB)
                    unsafe context.t_cost = UInt32(parameters.iterations)
                    unsafe context.lanes = UInt32(parameters.parallelism)
                    // Lanes shape the result, threads only the time: the pool's are all there are.
                    unsafe context.threads = 1
                    unsafe context.version = ARGON2_VERSION_13.rawValue
                    unsafe context.allocate_cbk = { unsafe Argon2Memory.allocate($0, $1) }
                    unsafe context.free_cbk = { unsafe Argon2Memory.keep($0, $1) }
                    return unsafe argon2id_ctx(&context)
                }
            }
        }
        switch Argon2_ErrorCodes(rawValue: result) {
        case ARGON2_OK: return digest
        case ARGON2_MEMORY_ALLOCATION_ERROR: throw .outOfMemory
        default: throw .broken(code: result)
        }
    }
}
