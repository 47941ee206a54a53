/// A test on the bytes of a request or packet.
public struct DataTest: Equatable, Sendable {
    /// What it has to begin with.
    let prefix: [UInt8]?
    /// What has to be in it somewhere.
    let search: ByteSearch?
    /// All of it.
    let equals: [UInt8]?
    /// Its SHA-256.
    let sha256: [UInt8]?
    /// How the scenario wrote it, as JSON, for reports.
    let text: String

    /// Whether the data of an event pass.
    func matches(_ event: Event) -> Bool {
        guard let data = event.data else { return false }
        if let prefix, !data.starts(with: prefix) { return false }
        if let equals, data != equals { return false }
        if let sha256, event.dataSHA256 != sha256 { return false }
        if let search, !search.occurs(in: data) { return false }
        return true
    }

    /// What has to be filled in for it.
    var needs: EventNeeds { sha256 == nil ? .data : [.data, .dataSHA256] }
}

/// Finds bytes in others in a time that is linear in both (Knuth, Morris and Pratt).
struct ByteSearch: Equatable, Sendable {
    private let wanted: [UInt8]
    /// For each length that has matched, the next shorter one that matches as well.
    private let fallbacks: [Int]

    /// Prepares a search.
    init(_ wanted: [UInt8]) {
        self.wanted = wanted
        var fallbacks = [Int](repeating: 0, count: wanted.count + 1)
        var length = 0
        for index in wanted.indices.dropFirst() {
            while length > 0, wanted[length] != wanted[index] { length = fallbacks[length] }
            if wanted[length] == wanted[index] { length += 1 }
            fallbacks[index + 1] = length
        }
        self.fallbacks = fallbacks
    }

    /// Whether the bytes occur somewhere.
    func occurs(in data: [UInt8]) -> Bool {
        guard !wanted.isEmpty else { return true }
        var length = 0
        for byte in data {
            while length > 0, wanted[length] != byte { length = fallbacks[length] }
            if wanted[length] == byte { length += 1 }
            if length == wanted.count { return true }
        }
        return false
    }
}
