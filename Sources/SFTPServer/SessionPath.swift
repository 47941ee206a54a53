/// How a path a client sent becomes the absolute path that rules, journal and files see.
enum SessionPath {
    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// Whether the path can be used as it was sent: absolute, no empty or dot part.
    static func isClean(_ path: RawSpan) -> Bool {
        path.withUnsafeBytes { bytes in
            guard bytes.first == slash else { return false }
            var previous = slash
            for index in 1..<max(1, bytes.count) {
                let byte = bytes[index]
                if previous == slash && (byte == slash || byte == dot) { return false }
                previous = byte
            }
            return bytes.count == 1 || previous != slash
        }
    }

    /// Joins a relative path to the session's folder; nothing else is changed, because `..` after
    /// a symbolic link means something else than the text says.
    static func joined(_ path: RawSpan, folder: [UInt8]) -> [UInt8] {
        path.withUnsafeBytes { bytes in
            if bytes.first == slash { return Array(bytes) }
            var result = folder
            if result.last != slash { result.append(slash) }
            result.append(contentsOf: bytes)
            return result
        }
    }

    /// The longest path the files take, bytes.
    static var longest: Int { 4_095 }

    /// Applies a compose path of REALPATH to the path so far (draft-13 section 8.9).
    ///
    /// An absolute one replaces it. In place, because a request can hold many.
    static func compose(_ path: inout [UInt8], _ part: RawSpan) {
        guard part.byteCount > 0 else { return }
        part.withUnsafeBytes { bytes in
            if bytes.first == slash {
                path.removeAll(keepingCapacity: true)
            } else if path.last != slash {
                path.append(slash)
            }
            path.append(contentsOf: bytes)
        }
    }

    /// The path as text comparison wants it: no empty parts, dots resolved by their text.
    ///
    /// One pass and one allocation: clients that send relative paths pay it with each request.
    static func normalized(_ path: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(max(path.count, 1))
        var start = 0
        for index in 0...path.count where index == path.count || path[index] == slash {
            append(path[start..<index], to: &result)
            start = index + 1
        }
        if result.isEmpty { result.append(slash) }
        return result
    }

    private static func append(_ part: ArraySlice<UInt8>, to result: inout [UInt8]) {
        let isDots = part.allSatisfy { $0 == dot }
        if isDots && part.count <= 1 { return }
        if isDots && part.count == 2 {
            let parent = result.lastIndex(of: slash) ?? 0
            result.removeLast(result.count - parent)
            return
        }
        result.append(slash)
        result.append(contentsOf: part)
    }
}
