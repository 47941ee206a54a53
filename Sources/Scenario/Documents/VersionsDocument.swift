import SFTPWire
import StrictJSON

/// The keys of `versions`.
enum VersionsDocument {
    private static let number = Kind<UInt32>.integer(
        ProtocolVersion.v3.rawValue...ProtocolVersion.v6.rawValue
    ).map { ProtocolVersion(rawValue: $0) ?? .v3 }
    private static let min = Key("min", number, "The lowest; otherwise 3.")
    private static let max = Key("max", number, "The highest; otherwise 6.")

    /// The keys, in the order of the reference.
    static let keys = [DocumentKey(min, #""min": 4"#), DocumentKey(max, #""max": 5"#)]

    /// The kind of `versions`.
    static let kind = Kind<ClosedRange<ProtocolVersion>>.anyOf([
        version.map { $0...$0 },
        .object("versions", keys.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("versions is empty") }
            let least = reader.read(min) ?? .v3
            let most = reader.read(max) ?? .v6
            guard least <= most else {
                reader.node.error(
                    "no version is both at least \(least.rawValue) and at most "
                        + "\(most.rawValue)")
                return nil
            }
            return least...most
        },
    ]).titled("version 3 to 6, or object with min, max")

    /// The kind of one version this program speaks.
    static let version = number.titled("version 3 to 6")
}

/// The keys of `vendorID`.
enum VendorDocument {
    private static let vendor = Key(
        "vendor", Kind<[UInt8]>.bytes, required: true, "Who made the server.")
    private static let product = Key(
        "product", Kind<[UInt8]>.bytes, required: true, "What it is called.")
    private static let version = DefaultedKey(
        "version", Kind<[UInt8]>.bytes, default: [], "Its version; otherwise empty.")
    private static let build = DefaultedKey(
        "build", Kind<UInt64>.integer, default: 0, "Its build number.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(vendor, #""vendor": "Example Ltd""#),
        DocumentKey(product, #""product": "ftpd""#),
        DocumentKey(version, #""version": "2.1""#),
        DocumentKey(build, #""build": 409"#),
    ]

    /// The kind of `vendorID`.
    static let kind = Kind<VendorID>.object("vendorID", keys.map(\.key)) { reader in
        let version = reader.read(version)
        let build = reader.read(build)
        let vendor = reader.read(vendor)
        let product = reader.read(product)
        guard let vendor, let product else { return nil }
        return VendorID(vendor: vendor, product: product, version: version, build: build)
    }
}
