import StrictJSON

/// Bytes as JSON text, for reports.
enum JSONText {
    /// `bytes` as a JSON string, or as `{"hex":"…"}` when they are not UTF-8.
    static func quoted(_ bytes: [UInt8]) -> String {
        var writer = JSONWriter()
        writer.bytes(bytes)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
