internal import SFTPFileSystem

extension OpenFile {
    /// At most `count` bytes at `offset`; none at the end of the file.
    ///
    /// - Throws: as `read(at:into:)`.
    func bytes(at offset: UInt64, upTo count: Int) throws(FileSystemError) -> [UInt8] {
        var failure: FileSystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // An initialiser of the standard library passes no typed error on.
            do throws(FileSystemError) {
                filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
                filled = 0
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
