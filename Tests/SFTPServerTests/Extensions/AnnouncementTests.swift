import SFTPFileSystem
import SFTPServer
import SFTPWire
import Scenario
import Testing

/// The extension pairs of VERSION (draft-02 section 4, draft-13 section 5).
@Suite struct AnnouncementTests {
    private static let openSSH = [
        "posix-rename@openssh.com", "statvfs@openssh.com", "fstatvfs@openssh.com",
        "hardlink@openssh.com", "fsync@openssh.com", "lsetstat@openssh.com",
        "limits@openssh.com", "expand-path@openssh.com", "copy-data", "home-directory",
        "users-groups-by-id@openssh.com",
    ]
    private static let files = [
        "check-file", "check-file-handle", "check-file-name", "space-available", "copy-file",
        "get-temp-folder", "make-temp-folder",
    ]

    static let names: [(ProtocolVersion, [String])] = [
        (.v3, openSSH),
        (.v4, openSSH + ["versions", "newline", "text-seek", "vendor-id"] + files),
        (
            .v5,
            openSSH + ["versions", "newline", "text-seek", "vendor-id", "supported"]
                + files[..<3] + ["md5-hash", "md5-hash-handle"] + files[3...]
        ),
        (
            .v6,
            openSSH
                + ["versions", "newline", "text-seek", "vendor-id", "supported2", "acl-supported"]
                + files
        ),
    ]

    @Test(arguments: names)
    func `every version announces what its drafts define`(
        version: ProtocolVersion, names: [String]
    ) throws {
        let pairs = try Self.pairs(try Server(), version)
        #expect(pairs.map(\.name) == names)
    }

    struct Pair: Equatable {
        var name: String
        var data: [UInt8]
    }

    static func pairs(_ server: Server, _ version: ProtocolVersion) throws -> [Pair] {
        let client = Client(server)
        client.send(Request.initialize(version.rawValue))
        let packet = client.takeOutput()
        var reader = try WireReader(packet: packet.span.bytes)
        let reply = try VersionPacket(from: &reader)
        var pairs = reply.extensions
        var found: [Pair] = []
        while let pair = try pairs.next() {
            let name = String(decoding: pair.name.array, as: UTF8.self)
            found.append(Pair(name: name, data: pair.data.array))
        }
        return found
    }

    private static func data(
        _ name: String, _ version: ProtocolVersion, _ spec: ProtocolSpec = ProtocolSpec()
    ) throws -> [UInt8]? {
        try pairs(try Server(protocolSpec: spec), version).first { $0.name == name }?.data
    }

    @Test func `the data of simple extensions is text`() throws {
        var spec = ProtocolSpec()
        spec.versions = .v4 ... .v6
        spec.newline = [13, 10]
        spec.filenameCharset = Array("ISO-8859-1".utf8)
        spec.vendorID = VendorID(
            vendor: Array("v".utf8), product: Array("pr".utf8), version: Array("1.2".utf8),
            build: 258)
        #expect(try Self.data("versions", .v6, spec) == Array("4,5,6".utf8))
        #expect(try Self.data("newline", .v4, spec) == [13, 10])
        #expect(try Self.data("filename-charset", .v6, spec) == Array("ISO-8859-1".utf8))
        #expect(try Self.data("filename-charset", .v5, spec) == nil)
        #expect(
            try Self.data("vendor-id", .v6, spec)
                == wire("00000001 'v' 00000002 'pr' 00000003 '1.2' 0000000000000102"))
        #expect(try Self.data("newline", .v6) == [10])
        #expect(try Self.data("check-file", .v6) == [0x31])
    }

    private static let requests = [
        "posix-rename@openssh.com", "statvfs@openssh.com", "fstatvfs@openssh.com",
        "hardlink@openssh.com", "fsync@openssh.com", "lsetstat@openssh.com",
        "limits@openssh.com", "expand-path@openssh.com", "copy-data", "home-directory",
        "users-groups-by-id@openssh.com", "version-select", "text-seek", "vendor-id",
        "check-file", "check-file-handle", "check-file-name",
    ]

    @Test func `supported says what version 5 can do`() throws {
        let data = try #require(try Self.data("supported", .v5))
        // size, permissions, times, ACL, owner and group, subseconds, bits, of draft-05.
        #expect(
            hex(Array(data.prefix(20))) == "000003fd" + "000007f7" + "000001ff"
                + "001f01ff" + "0003fc00")
        let features = try SupportedFeatures(data: data.span.bytes, version: .v5)
        #expect(
            features.extensions.map { String(decoding: $0, as: UTF8.self) }
                == Self.requests + [
                    "md5-hash", "md5-hash-handle", "space-available", "copy-file",
                    "get-temp-folder", "make-temp-folder",
                ])
    }

    @Test func `supported2 says what version 6 can do`() throws {
        let data = try #require(try Self.data("supported2", .v6))
        #expect(
            hex(Array(data.prefix(24))) == "00001ffd" + "000007f7" + "0000bfff"
                + "001f01ff" + "0003fc00" + "ffffffff")
        let features = try SupportedFeatures(data: data.span.bytes, version: .v6)
        #expect(features.attributeExtensions == [])
        #expect(
            features.extensions.map { String(decoding: $0, as: UTF8.self) }
                == Self.requests + [
                    "space-available", "copy-file", "get-temp-folder",
                    "make-temp-folder",
                ])
        #expect(try Self.data("acl-supported", .v6) == [0, 0, 0, 15])
    }

    @Test func `a file system that keeps less is said to keep less`() throws {
        let disk = try DiskFileSystem(root: "/", isReadOnly: true)
        let server = try Server(wrap: { _ in disk })
        let pairs = try Self.pairs(server, .v6)
        let data = try #require(pairs.first { $0.name == "supported2" }?.data)
        let features = try SupportedFeatures(data: data.span.bytes, version: .v6)
        #expect(
            features.attributes
                == AttributeFlags(rawValue: 0x1ffd).subtracting(.createTime))
        #expect(features.bits == [.system, .hidden, .archive])
        #expect(pairs.first { $0.name == "acl-supported" }?.data == [0, 0, 0, 15])
    }

    @Test(arguments: [AttributeFlags.bits, .acl, .createTime, .mimeType, .allocationSize])
    func `an attribute said to be supported can be changed`(flag: AttributeFlags) throws {
        let client = try Server().connect(.v6)
        var attributes = FileAttributes()
        switch flag {
        case .bits: attributes.bits = .archive
        case .acl:
            attributes.acl = AccessControlList(
                flags: 3,
                entries: [
                    AccessControlEntry(type: 0, mask: .readData, who: Array("EVERYONE@".utf8))
                ])
        case .createTime: attributes.createTime = Timestamp(seconds: 1)
        case .mimeType: attributes.mimeType = Array("text/plain".utf8)
        default: attributes.allocationSize = 100
        }
        let request = Request.built {
            let path = Array("a.txt".utf8)
            PathAttributesRequest(.setstat, id: 7, path: path.span.bytes, attributes: attributes)
                .write(to: &$0, version: .v6)
        }
        #expect(client.ask(request)?.code == .ok)
    }

    @Test(arguments: 0..<16)
    func `every combination of blocking said to be supported is granted`(bits: Int) throws {
        let client = try Server().connect(.v6)
        let mask = UInt32(bits) << 6
        let access: AccessMask = [.readData, .writeData]
        let open = Request.built {
            let path = Array("a.txt".utf8)
            OpenRequest(
                id: 7, filename: path.span.bytes, desiredAccess: access,
                modes: OpenModes(rawValue: mask | OpenDisposition.openExisting.rawValue),
                attributes: FileAttributes()
            ).write(to: &$0, version: .v6)
        }
        let handle = try #require(client.ask(open)?.handle)
        let block = Request.built {
            BlockRequest(
                id: 7, handle: handle.span.bytes, offset: 0, length: 1,
                mask: LockMask(rawValue: mask)
            ).write(to: &$0, version: .v6)
        }
        #expect(client.ask(block)?.code == .ok)
    }
}
