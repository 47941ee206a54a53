import SFTPWire
import Testing

/// Decodes the layout of this name; the decoded packet lives as long as `bytes`.
func layout(_ name: String) throws -> PacketLayout {
    try #require(PacketLayout.version3.first { $0.name == name })
}

/// Which field of a request holds which bytes: the values of the layouts, read by name.
struct RequestFieldTests {
    /// The body gets a reader behind the header of the layout's packet.
    private func read(
        _ name: String, _ body: (inout WireReader) throws -> [String]
    ) throws -> [String] {
        let source = try layout(name).bytes
        var reader = try WireReader(packet: source.span.bytes)
        return try body(&reader)
    }

    private func text(_ span: RawSpan) -> String {
        String(decoding: span.array, as: UTF8.self)
    }

    @Test func `INIT carries version and pairs`() throws {
        let fields = try read("INIT") { reader in
            let packet = try InitPacket(from: &reader)
            var pairs = packet.extensions
            var texts = ["\(packet.version)"]
            while let pair = try pairs.next() { texts += [text(pair.name), text(pair.data)] }
            return texts
        }
        #expect(fields == ["3", "newline@x", "1"])
    }

    @Test func `OPEN carries filename, pflags and attributes`() throws {
        let fields = try read("OPEN") { reader in
            let packet = try OpenRequest(from: &reader, version: .v3)
            #expect(packet.flags == [.write, .create, .truncate])
            return ["\(packet.id)", text(packet.filename), "\(packet.attributes.permissions ?? 0)"]
        }
        #expect(fields == ["1", "/a.txt", "420"])
    }

    @Test func `READ carries handle, offset and length`() throws {
        let fields = try read("READ") { reader in
            let packet = try ReadRequest(from: &reader, version: .v3)
            return [
                "\(packet.id)", text(packet.handle), "\(packet.offset == 0x0102_0304_0506_0708)",
                "\(packet.length)",
            ]
        }
        #expect(fields == ["3", "h1", "true", "32768"])
    }

    @Test func `WRITE carries handle, offset and data`() throws {
        let fields = try read("WRITE") { reader in
            let packet = try WriteRequest(from: &reader, version: .v3)
            return [text(packet.handle), "\(packet.offset)", text(packet.data)]
        }
        #expect(fields == ["h1", "4294967296", "hello"])
    }

    @Test func `SETSTAT carries all attributes of version 3`() throws {
        let fields = try read("SETSTAT") { reader in
            let packet = try PathAttributesRequest(.setstat, from: &reader, version: .v3)
            var expected = FileAttributes()
            expected.size = 1024
            expected.uid = 1000
            expected.gid = 1001
            expected.permissions = 0o100644
            expected.accessTime = Timestamp(seconds: 1_704_067_200)
            expected.modifyTime = Timestamp(seconds: 1_704_067_201)
            #expect(packet.attributes == expected)
            return [text(packet.path)]
        }
        #expect(fields == ["/a"])
    }

    @Test func `RENAME carries the present path first`() throws {
        let fields = try read("RENAME") { reader in
            let packet = try RenameRequest(from: &reader, version: .v3)
            return [text(packet.oldpath), text(packet.newpath)]
        }
        #expect(fields == ["/a", "/b"])
    }

    @Test func `SYMLINK carries the target first, as OpenSSH sends it`() throws {
        let fields = try read("SYMLINK") { reader in
            let packet = try SymlinkRequest(from: &reader, version: .v3)
            return [text(packet.targetpath), text(packet.linkpath)]
        }
        #expect(fields == ["../", "/l"])
    }

    @Test func `SYMLINK can be read in the draft's order`() throws {
        let fields = try read("SYMLINK") { reader in
            let packet = try SymlinkRequest(from: &reader, version: .v3, order: .draft)
            return [text(packet.targetpath), text(packet.linkpath)]
        }
        #expect(fields == ["/l", "../"])
    }

    @Test(arguments: [
        (SymlinkOrder.draft, "00000011 14 00000001 00000001 6c 00000003 746774"),
        (.openSSH, "00000011 14 00000001 00000003 746774 00000001 6c"),
    ])
    func `SYMLINK is written in the order asked for`(order: SymlinkOrder, packet: String) {
        #expect(
            written { buffer in
                SymlinkRequest(
                    id: 1, linkpath: RawSpan(literal: "l"), targetpath: RawSpan(literal: "tgt")
                ).write(to: &buffer, version: .v3, order: order)
            } == hex(packet))
    }

    @Test func `EXTENDED leaves the reader behind the name`() throws {
        let fields = try read("EXTENDED of an unknown name") { reader in
            let packet = try ExtendedRequest(from: &reader, version: .v3)
            #expect(packet.payload.array == hex("ffffffff00"))
            return [text(packet.name), "\(reader.offset)", "\(reader.remainingCount)"]
        }
        #expect(fields == ["x@y", "16", "5"])
    }

    @Test func `copy-data carries source and target`() throws {
        let fields = try read("copy-data") { reader in
            _ = try ExtendedRequest(from: &reader, version: .v3)
            let packet = try CopyDataRequest(from: &reader, version: .v3)
            return [
                text(packet.sourceHandle), "\(packet.sourceOffset)", "\(packet.length)",
                text(packet.targetHandle), "\(packet.targetOffset)",
            ]
        }
        #expect(fields == ["h1", "1", "2", "h2", "3"])
    }

    @Test func `users-groups-by-id carries two lists of numbers`() throws {
        let fields = try read("users-groups-by-id@openssh.com") { reader in
            _ = try ExtendedRequest(from: &reader, version: .v3)
            let packet = try UsersGroupsByIDRequest(from: &reader, version: .v3)
            let (uids, gids) = (packet.uids, packet.gids)
            return [
                "\(uids.count)", "\(uids.id(at: 0) ?? 9)", "\(uids.id(at: 1) ?? 9)",
                "\(uids.id(at: 2) == nil)", "\(uids.id(at: -1) == nil)",
                "\(gids.count)", "\(gids.id(at: 0) ?? 9)",
            ]
        }
        #expect(fields == ["2", "0", "1000", "true", "true", "1", "100"])
    }
}
