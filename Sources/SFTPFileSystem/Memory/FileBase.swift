/// What a file holds where nothing was written to it; it costs no memory, whatever its size.
enum FileBase: Sendable {
    /// Content that is computed.
    case computed(VirtualContent)
    /// Content of a file in the folder below an overlay.
    case lower(LowerContent)

    /// Bytes that have content; beyond lie zeros.
    var size: UInt64 {
        switch self {
        case .computed(let content): content.size
        case .lower(let content): content.size
        }
    }

    /// Bytes a disk would store: a hole takes none.
    var storedSize: UInt64 {
        if case .computed(let content) = self, content.isHole { 0 } else { size }
    }

    /// Forgets the content beyond `newSize`: zeros take its place.
    mutating func cut(to newSize: UInt64) {
        switch self {
        case .computed(var content):
            content.cut(to: newSize)
            self = .computed(content)
        case .lower(var content):
            content.size = min(content.size, newSize)
            self = .lower(content)
        }
    }

    /// Brings the bytes at `offset` into the whole of `buffer`.
    ///
    /// - Throws: what reading a lower file does.
    func fill(
        _ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) throws(FileSystemError) {
        switch self {
        case .computed(let content): content.fill(buffer, at: offset)
        case .lower(let content): try content.fill(buffer, at: offset)
        }
    }
}
