import SFTPWire
import Testing

/// ATTRS of version 4 and later: values in, the layouts' bytes out, and back.
struct LaterAttributesTests {
    /// What the ATTRS layout of version 6 holds; those of 4 and 5 hold what they have of it.
    private static var everything: FileAttributes {
        var all = FileAttributes(
            size: 1024, permissions: 0o644,
            accessTime: Timestamp(seconds: 0x6592_0080, nanoseconds: 1),
            modifyTime: Timestamp(seconds: 0x6592_0081, nanoseconds: 999_999_999),
            extended: [ExtendedPair(name: Array("t@x".utf8), value: Array("vv".utf8))])
        all.type = .regular
        all.allocationSize = 4096
        all.owner = Array("anna".utf8)
        all.group = Array("staff".utf8)
        all.createTime = Timestamp(seconds: -1, nanoseconds: 500_000_000)
        all.ctime = Timestamp(seconds: .min)
        all.acl = AccessControlList(
            flags: AccessControlList.definedFlags,
            entries: [
                AccessControlEntry(
                    type: AccessControlEntry.accessAllowed, flag: 0x43,
                    mask: .defined(in: .v6), who: Array("OWNER@".utf8)),
                AccessControlEntry(
                    type: AccessControlEntry.systemAlarm, mask: [], who: Array("EVERYONE@x".utf8)),
            ])
        all.bits = .defined(in: .v6)
        all.bitsValid = AttributeBits(rawValue: 0xff)
        all.textHint = .guessedBinary
        all.mimeType = Array("text/plain".utf8)
        all.linkCount = 2
        all.untranslatedName = Array("b".utf8)
        return all
    }

    /// `everything` without what `version` has no field for.
    private static func everything(in version: ProtocolVersion) -> FileAttributes {
        var some = everything
        guard version < .v6 else { return some }
        some.allocationSize = nil
        some.ctime = nil
        some.bitsValid = nil
        some.textHint = nil
        some.mimeType = nil
        some.linkCount = nil
        some.untranslatedName = nil
        some.acl?.flags = 0
        some.bits = version == .v5 ? .defined(in: .v5) : nil
        return some
    }

    private func layout(_ version: ProtocolVersion) throws -> [UInt8] {
        try #require(
            PacketLayout.all.first { $0.version == version && $0.name == "ATTRS" }
        ).bytes
    }

    private func read(_ bytes: [UInt8], _ version: ProtocolVersion) throws -> FileAttributes {
        var reader = try WireReader(packet: bytes.span.bytes, isStrict: true)
        return try AttributesReply(from: &reader, version: version).attributes
    }

    private func write(_ attributes: FileAttributes, _ version: ProtocolVersion) -> [UInt8] {
        written {
            AttributesReply.write(
                id: 5, attributes: attributes, to: &$0, version: version)
        }
    }

    /// The attributes of an ATTRS packet, copied at once or from where they lie; or its error.
    private func outcome(
        _ bytes: [UInt8], _ version: ProtocolVersion, copiesAtOnce: Bool
    ) -> Result<FileAttributes, WireError> {
        do throws(WireError) {
            var reader = try WireReader(packet: bytes.span.bytes)
            return .success(
                copiesAtOnce
                    ? try FileAttributes(from: &reader, version: version)
                    : try PacketAttributes(from: &reader, version: version).attributes)
        } catch {
            return .failure(error)
        }
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `attributes left in their packet are those copied at once, and fail alike`(
        version: ProtocolVersion
    ) throws {
        let whole = try layout(version)
        for end in 9...whole.count {
            let cut = relengthened(Array(whole[..<end]))
            let copied = outcome(cut, version, copiesAtOnce: true)
            #expect(outcome(cut, version, copiesAtOnce: false) == copied)
            #expect(((try? copied.get()) != nil) == (end == whole.count))
        }
    }

    @Test(arguments: [ProtocolVersion.v4, .v5, .v6])
    func `every field has its value`(version: ProtocolVersion) throws {
        #expect(try read(layout(version), version) == Self.everything(in: version))
    }

    @Test(arguments: [ProtocolVersion.v4, .v5, .v6])
    func `only the fields of the version are written`(version: ProtocolVersion) throws {
        var all = Self.everything
        if version == .v5 { all.bits = .defined(in: .v5) }
        all.uid = 1
        #expect(write(all, version) == (try layout(version)))
        #expect(all.flags(for: version) == .defined(in: version))
    }

    @Test func `version 3 writes none of the later fields`() {
        #expect(Self.everything.flags(for: .v3) == [.size, .permissions, .acModTime, .extended])
        #expect(
            write(Self.everything, .v3)
                == hex("0000002e 69 00000005 8000000d 0000000000000400 000001a4 65920080 65920081")
                + hex("00000001 00000003 744078 00000002 7676"))
    }

    @Test func `attributes without fields are flags and the unknown type`() throws {
        #expect(write(FileAttributes(), .v4) == hex("0000000a 69 00000005 00000000 05"))
        var unknown = FileAttributes()
        unknown.type = .unknown
        #expect(try read(write(FileAttributes(), .v6), .v6) == unknown)
    }

    @Test func `a missing half of owner and group is written empty`() {
        var attributes = FileAttributes()
        attributes.group = [0x67]
        #expect(
            write(attributes, .v5)
                == hex("00000013 69 00000005 00000080 05 00000000 00000001 67"))
    }

    @Test func `attribute bits without their mask are written with all bits valid`() {
        var attributes = FileAttributes()
        attributes.bits = .readOnly
        #expect(
            write(attributes, .v6) == hex("00000012 69 00000005 00000200 05 00000001 00000fff"))
        attributes.bits = nil
        attributes.bitsValid = .readOnly
        #expect(write(attributes, .v6) == hex("0000000a 69 00000005 00000000 05"))
    }

    @Test func `nanoseconds are written with all times or none`() {
        var attributes = FileAttributes(accessTime: Timestamp(seconds: 1))
        #expect(attributes.flags(for: .v4) == .accessTime)
        attributes.createTime = Timestamp(seconds: 2, nanoseconds: 3)
        #expect(attributes.flags(for: .v4) == [.accessTime, .createTime, .subsecondTimes])
        #expect(
            write(attributes, .v4)
                == hex("00000022 69 00000005 00000118 05 0000000000000001 00000000")
                + hex("0000000000000002 00000003"))
    }

    @Test func `the nanoseconds of a change time count in version 6 only`() {
        var attributes = FileAttributes(modifyTime: Timestamp(seconds: 1))
        attributes.ctime = Timestamp(seconds: 1, nanoseconds: 1)
        #expect(attributes.flags(for: .v5) == .modifyTime)
        #expect(attributes.flags(for: .v6) == [.modifyTime, .ctime, .subsecondTimes])
    }
}

/// The fields as values.
struct FileAttributesTests {
    @Test func `a field that is taken away is as if it had never been there`() {
        var attributes = FileAttributes()
        attributes.size = 1
        attributes.uid = 0
        attributes.ctime = Timestamp(seconds: 1)
        attributes.type = .fifo
        attributes.acl = AccessControlList()
        attributes.owner = []
        #expect(attributes != FileAttributes())
        attributes.size = nil
        attributes.uid = nil
        attributes.ctime = nil
        attributes.type = nil
        attributes.acl = nil
        attributes.owner = nil
        #expect(attributes == FileAttributes())
    }

    @Test func `0 is not absent`() {
        #expect(FileAttributes(size: 0).size == 0)
        #expect(FileAttributes(size: 0) != FileAttributes())
        #expect(FileAttributes(uid: 0) != FileAttributes(gid: 0))
    }

    @Test func `names are taken over beside what is there`() {
        var names = FileAttributes(uid: 5)
        names.owner = [1]
        names.group = [2]
        var plain = FileAttributes(size: 1)
        plain.takeNames(of: names)
        #expect(plain.owner == [1] && plain.group == [2] && plain.uid == nil)
        var rich = FileAttributes()
        rich.mimeType = [3]
        rich.takeNames(of: names)
        #expect(rich.owner == [1] && rich.mimeType == [3])
        names.acl = AccessControlList()
        var other = FileAttributes()
        other.takeNames(of: names)
        #expect(other.owner == [1] && other.acl == nil)
    }

    @Test(
        arguments: [
            (0o100644, FileType.regular), (0o040755, .directory), (0o120777, .symlink),
            (0o140600, .socket), (0o020600, .characterDevice), (0o060600, .blockDevice),
            (0o010600, .fifo), (0o644, .unknown), (0o160000, .special),
        ] as [(UInt32, FileType)])
    func `the type is in the mode`(mode: UInt32, type: FileType) {
        #expect(FileType(mode: mode) == type)
    }

    @Test func `version 4 knows the types 1 to 5, the later ones 1 to 9`() {
        for (version, last) in [(ProtocolVersion.v3, UInt8(0)), (.v4, 5), (.v5, 9), (.v6, 9)] {
            for number in UInt8(0)...12 {
                let type = FileType(rawValue: number)
                #expect(type.exists(in: version) == (number > 0 && number <= last))
            }
        }
        #expect(FileType.socket.nearest(in: .v4) == .special)
        #expect(FileType.fifo.nearest(in: .v5) == .fifo)
        #expect(FileType.symlink.nearest(in: .v4) == .symlink)
        #expect(FileType(rawValue: 200).nearest(in: .v4) == FileType(rawValue: 200))
    }
}
