/// Who made a server or client: the data of vendor-id.
///
/// draft-ietf-secsh-filexfer-extensions-00 section 2.
public struct VendorIDData: ~Escapable {
    /// Who made it.
    public var vendor: RawSpan
    /// What it is called.
    public var product: RawSpan
    /// Its version.
    public var version: RawSpan
    /// Its build number.
    public var build: UInt64

    /// Makes the data.
    @_lifetime(copy vendor, copy product, copy version)
    public init(vendor: RawSpan, product: RawSpan, version: RawSpan, build: UInt64) {
        self.vendor = vendor
        self.product = product
        self.version = version
        self.build = build
    }

    /// Reads the data of an extension pair; throws the reader's errors.
    @_lifetime(copy data)
    public init(data: RawSpan) throws(WireError) {
        var reader = WireReader(fields: data)
        try self.init(from: &reader)
    }

    /// Reads the fields; throws the reader's errors.
    @_lifetime(copy reader)
    init(from reader: inout WireReader) throws(WireError) {
        vendor = try reader.readString("vendor-name")
        product = try reader.readString("product-name")
        version = try reader.readString("product-version")
        build = try reader.readUInt64("product-build-number")
    }

    /// Appends the fields.
    public func write(to buffer: inout WireBuffer) {
        buffer.appendString(vendor)
        buffer.appendString(product)
        buffer.appendString(version)
        buffer.append(build)
    }
}
