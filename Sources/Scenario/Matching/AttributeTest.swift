public import SFTPWire

/// A test on the value of one attribute; one that is absent fails.
public enum AttributeTest: Equatable, Sendable {
    /// Bytes.
    case size(NumberMatcher)
    /// Bytes.
    case allocationSize(NumberMatcher)
    /// One of these modes: without type bits the permissions alone are compared.
    case mode([UInt32])
    case type([FileType])
    case uid(NumberMatcher)
    case gid(NumberMatcher)
    /// Seconds as ``ordered(_:)`` makes them.
    case accessTime(NumberMatcher)
    case modifyTime(NumberMatcher)
    case createTime(NumberMatcher)
    case bits(BitsMatcher)
    case bitsValid(BitsMatcher)
    case linkCount(NumberMatcher)

    /// Seconds since 1970 as a number without a sign that has the same order.
    static func ordered(_ seconds: Int64) -> UInt64 {
        UInt64(bitPattern: seconds) ^ (1 << 63)
    }

    /// Whether the attributes pass.
    func matches(_ attributes: FileAttributes) -> Bool {
        switch self {
        case .size(let number): Self.test(attributes.size, number)
        case .allocationSize(let number): Self.test(attributes.allocationSize, number)
        case .mode(let modes):
            attributes.permissions.map { permissions in
                modes.contains { permissions & ($0 > 0o7777 ? .max : 0o7777) == $0 }
            } ?? false
        case .type(let types): attributes.type.map(types.contains) ?? false
        case .uid(let number): Self.test(attributes.uid.map { UInt64($0) }, number)
        case .gid(let number): Self.test(attributes.gid.map { UInt64($0) }, number)
        case .accessTime(let number): Self.test(attributes.accessTime, number)
        case .modifyTime(let number): Self.test(attributes.modifyTime, number)
        case .createTime(let number): Self.test(attributes.createTime, number)
        case .bits(let bits): attributes.bits.map { bits.matches($0.rawValue) } ?? false
        case .bitsValid(let bits): attributes.bitsValid.map { bits.matches($0.rawValue) } ?? false
        case .linkCount(let number): Self.test(attributes.linkCount.map { UInt64($0) }, number)
        }
    }

    private static func test(_ value: UInt64?, _ number: NumberMatcher) -> Bool {
        value.map(number.matches) ?? false
    }

    private static func test(_ time: Timestamp?, _ number: NumberMatcher) -> Bool {
        time.map { number.matches(ordered($0.seconds)) } ?? false
    }

    /// What was asked for and what there was, as JSON.
    func report(_ attributes: FileAttributes?) -> (name: String, expected: String, actual: String) {
        func number(
            _ name: String, _ matcher: NumberMatcher, _ value: (some BinaryInteger)?
        ) -> (String, String, String) {
            (name, matcher.text, value.map { String($0) } ?? "absent")
        }
        func time(
            _ name: String, _ matcher: NumberMatcher, _ value: Timestamp?
        ) -> (String, String, String) {
            (name, matcher.text, value.map { "\"\($0.text)\"" } ?? "absent")
        }
        func bits(
            _ name: String, _ matcher: BitsMatcher, _ value: AttributeBits?
        ) -> (String, String, String) {
            (name, matcher.text, value.map { String($0.rawValue) } ?? "absent")
        }
        switch self {
        case .size(let matcher): return number("size", matcher, attributes?.size)
        case .allocationSize(let matcher):
            return number("allocationSize", matcher, attributes?.allocationSize)
        case .mode(let modes):
            let octal = { (mode: UInt32) in "\"0\(String(mode, radix: 8))\"" }
            return (
                "mode", modes.map(octal).joined(separator: " or "),
                attributes?.permissions.map(octal) ?? "absent"
            )
        case .type(let types):
            return (
                "type", types.map(\.name).joined(separator: " or "),
                attributes?.type?.name ?? "absent"
            )
        case .uid(let matcher): return number("uid", matcher, attributes?.uid)
        case .gid(let matcher): return number("gid", matcher, attributes?.gid)
        case .accessTime(let matcher): return time("atime", matcher, attributes?.accessTime)
        case .modifyTime(let matcher): return time("mtime", matcher, attributes?.modifyTime)
        case .createTime(let matcher): return time("createTime", matcher, attributes?.createTime)
        case .bits(let matcher): return bits("bits", matcher, attributes?.bits)
        case .bitsValid(let matcher): return bits("bitsValid", matcher, attributes?.bitsValid)
        case .linkCount(let matcher): return number("linkCount", matcher, attributes?.linkCount)
        }
    }
}

extension FileType {
    /// Its name in the drafts, or its number.
    fileprivate var name: String {
        Self.table.first { $0.type == self }?.name ?? String(rawValue)
    }
}
