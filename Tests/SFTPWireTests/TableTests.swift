import SFTPWire
import Testing

struct StatusCodeTests {
    @Test func `the index of a line of the table is its number`() {
        #expect(StatusCode.table.map(\.code.rawValue) == Array(0...31))
    }

    @Test(arguments: [
        (StatusCode.badMessage, ProtocolVersion.v3), (.opUnsupported, .v3),
        (.invalidHandle, .v4), (.noMedia, .v4), (.noSpaceOnFilesystem, .v5),
        (.lockConflict, .v5), (.dirNotEmpty, .v6), (.noMatchingByteRangeLock, .v6),
    ])
    func `codes exist from their version on`(code: StatusCode, since: ProtocolVersion) {
        for version in ProtocolVersion.allCases {
            #expect(code.exists(in: version) == (version >= since))
        }
    }

    @Test(arguments: [
        ("SSH_FX_OK", StatusCode.ok), ("NO_SUCH_FILE", .noSuchFile),
        ("SSH_FX_NO_MATCHING_BYTE_RANGE_LOCK", .noMatchingByteRangeLock),
        ("UNKNOWN_PRINCIPLE", .unknownPrincipal), ("SSH_FX_LOCK_CONFlICT", .lockConflict),
        ("LOCK_CONFLICT", .lockConflict),
    ])
    func `names are found with and without prefix`(name: String, code: StatusCode) {
        #expect(StatusCode(name: name) == code)
    }

    @Test(arguments: ["", "SSH_FX_", "no_such_file", "SSH_FX_SSH_FX_OK", "FX_OK"])
    func `other names are not found`(name: String) {
        #expect(StatusCode(name: name) == nil)
    }

    @Test func `every name leads back to its code`() {
        for row in StatusCode.table {
            #expect(StatusCode(name: row.name) == row.code)
            #expect(StatusCode(name: row.shortName) == row.code)
        }
    }

    @Test(
        arguments: [
            (ProtocolVersion.v5, [9: 9, 13: 13, 17: 17, 18: 4, 19: 2, 20: 2, 22: 3, 24: 2, 30: 3]),
            (.v4, [9: 9, 10: 10, 13: 13, 14: 4, 15: 4, 16: 4, 17: 4, 21: 4, 19: 2, 29: 3]),
            (.v3, [9: 4, 10: 2, 11: 4, 12: 3, 13: 4, 14: 4, 17: 4, 20: 2, 22: 3, 31: 4, 8: 8]),
        ] as [(ProtocolVersion, [UInt32: UInt32])])
    func `codes a version lacks are mapped down`(
        version: ProtocolVersion, pairs: [UInt32: UInt32]
    ) {
        for (code, sent) in pairs {
            #expect(
                StatusCode(rawValue: code).downgraded(to: version) == StatusCode(rawValue: sent),
                "\(code)")
        }
    }

    @Test func `what exists is never called missing by the server itself`() {
        #expect(StatusCode.fileIsADirectory.nearest(in: .v5) == .failure)
        #expect(StatusCode.invalidFilename.nearest(in: .v3) == .failure)
        #expect(StatusCode.notADirectory.nearest(in: .v3) == .noSuchFile)
        #expect(StatusCode.fileIsADirectory.nearest(in: .v6) == .fileIsADirectory)
    }

    @Test func `what a code is mapped to exists in version 3`() {
        for row in StatusCode.table {
            #expect(row.code.downgraded(to: .v3).exists(in: .v3))
            #expect(row.code.nearest(in: .v3).exists(in: .v3))
        }
    }

    @Test(arguments: [32, 100, 0x8000_0000, 0xffff_ffff] as [UInt32])
    func `numbers no draft defines can be carried`(number: UInt32) {
        let code = StatusCode(rawValue: number)
        #expect(code.name == nil)
        #expect(!code.exists(in: .v6))
        #expect(code.downgraded(to: .v6) == .failure)
        #expect("\(code.sentence)" == "Failure.")
    }

    @Test func `every sentence ends with a full stop`() {
        for row in StatusCode.table {
            #expect("\(row.sentence)".hasSuffix("."), "\(row.name)")
        }
    }
}

struct PacketTypeTests {
    @Test func `the table has every type once, by number`() {
        #expect(PacketType.table.map(\.type) == PacketType.allCases)
    }

    @Test func `symlink ends with version 5, link and the locks begin with version 6`() {
        for type in PacketType.allCases {
            let since: ProtocolVersion = [.link, .block, .unblock].contains(type) ? .v6 : .v3
            let last: ProtocolVersion = type == .symlink ? .v5 : .v6
            for version in ProtocolVersion.allCases {
                #expect(type.exists(in: version) == (since <= version && version <= last))
            }
        }
    }

    @Test func `servers send 2, 101 to 105 and 201; only INIT and VERSION have no id`() {
        #expect(
            PacketType.allCases.filter { $0.direction == .reply }.map(\.rawValue)
                == [2, 101, 102, 103, 104, 105, 201])
        #expect(PacketType.allCases.filter { !$0.hasRequestID } == [.`init`, .version])
    }

    @Test(
        arguments: [
            (PacketType.`init`, 1, "SSH_FXP_INIT"), (.symlink, 20, "SSH_FXP_SYMLINK"),
            (.unblock, 23, "SSH_FXP_UNBLOCK"), (.attrs, 105, "SSH_FXP_ATTRS"),
            (.extendedReply, 201, "SSH_FXP_EXTENDED_REPLY"),
        ] as [(PacketType, UInt8, String)])
    func `numbers and names are the drafts'`(type: PacketType, number: UInt8, name: String) {
        #expect(type.rawValue == number)
        #expect(type.name == name)
    }
}

struct FlagTableTests {
    @Test(
        arguments: [
            (.v3, 0x8000_000f), (.v4, 0x8000_01fd), (.v5, 0x8000_03fd), (.v6, 0x8000_fffd),
        ] as [(ProtocolVersion, UInt32)])
    func `the attribute flags of a version are the drafts'`(
        version: ProtocolVersion, bits: UInt32
    ) {
        #expect(AttributeFlags.defined(in: version).rawValue == bits)
    }

    @Test(
        arguments: [(.v3, 0x3f), (.v4, 0x7f), (.v5, 0), (.v6, 0)] as [(ProtocolVersion, UInt32)])
    func `the open flags of a version are the drafts'`(version: ProtocolVersion, bits: UInt32) {
        #expect(OpenFlags.defined(in: version).rawValue == bits)
    }

    @Test(
        arguments: [(.v3, 0), (.v4, 0), (.v5, 0x1ff), (.v6, 0xffff)]
            as [(ProtocolVersion, UInt32)])
    func `the open modes of a version are the drafts'`(version: ProtocolVersion, bits: UInt32) {
        #expect(OpenModes.defined(in: version).rawValue == bits)
    }

    @Test(
        arguments: [(.v3, 0), (.v4, 0), (.v5, 0x7ff), (.v6, 0xfff)]
            as [(ProtocolVersion, UInt32)])
    func `the attribute bits of a version are the drafts'`(
        version: ProtocolVersion, bits: UInt32
    ) {
        #expect(AttributeBits.defined(in: version).rawValue == bits)
    }

    @Test(arguments: [(.v3, 0), (.v4, 0x1f_01ff), (.v6, 0x1f_01ff)] as [(ProtocolVersion, UInt32)])
    func `the rights of a version are the drafts'`(version: ProtocolVersion, bits: UInt32) {
        #expect(AccessMask.defined(in: version).rawValue == bits)
    }

    @Test func `rename flags begin with version 5, lock masks with version 6`() {
        #expect(
            ProtocolVersion.allCases.map { RenameFlags.defined(in: $0).rawValue } == [0, 0, 7, 7])
        #expect(
            ProtocolVersion.allCases.map { LockMask.defined(in: $0).rawValue } == [0, 0, 0, 0x3c0])
    }

    @Test func `an extension is found by its exact bytes`() {
        #expect(ExtensionName(RawSpan(literal: "fsync@openssh.com")) == .fsync)
        #expect(ExtensionName(hex("").span.bytes) == nil)
        #expect(ExtensionName(RawSpan(literal: "fsync@openssh.com\0")) == nil)
        #expect(ExtensionName(RawSpan(literal: "FSYNC@openssh.com")) == nil)
    }

    @Test func `every extension is found by its name, and by no part of it`() {
        for name in ExtensionName.allCases {
            let bytes = Array(name.rawValue.utf8)
            #expect(ExtensionName(bytes.span.bytes) == name)
            let cut = Array(bytes.dropLast())
            #expect(ExtensionName(cut.span.bytes).map { Array($0.rawValue.utf8) != bytes } ?? true)
            let request = ExtensionName(request: bytes.span.bytes)
            #expect(request == (name.row.requests == nil ? nil : name))
        }
    }

    @Test func `version 3 announces what OpenSSH announces, in its order`() {
        let announced = ExtensionName.allCases.filter {
            $0.row.announced?.contains(.v3) == true
        }
        #expect(
            announced == [
                .posixRename, .statvfs, .fstatvfs, .hardlink, .fsync, .lsetstat, .limits,
                .expandPath, .copyData, .homeDirectory, .usersGroupsByID,
            ])
        #expect(
            announced.map { RawSpan(literal: $0.row.data).array }
                == announced.map {
                    $0 == .statvfs || $0 == .fstatvfs ? [0x32] : [0x31]
                })
    }

    @Test(
        arguments: [
            (ExtensionName.newline, ProtocolVersion.v4 ... .v6),
            (.versions, .v4 ... .v6), (.textSeek, .v4 ... .v6), (.vendorID, .v4 ... .v6),
            (.supported, .v5 ... .v5), (.md5Hash, .v5 ... .v5), (.md5HashHandle, .v5 ... .v5),
            (.supported2, .v6 ... .v6), (.aclSupported, .v6 ... .v6),
            (.filenameCharset, .v6 ... .v6), (.checkFile, .v4 ... .v6),
            (.spaceAvailable, .v4 ... .v6), (.copyFile, .v4 ... .v6),
            (.getTempFolder, .v4 ... .v6), (.makeTempFolder, .v4 ... .v6),
        ] as [(ExtensionName, ClosedRange<ProtocolVersion>)])
    func `later versions announce more`(
        name: ExtensionName, versions: ClosedRange<ProtocolVersion>
    ) {
        #expect(name.row.announced == versions)
    }

    @Test func `some extensions are requests that are not announced by themselves`() {
        let silent = ExtensionName.allCases.filter { $0.row.announced == nil }
        #expect(silent == [.versionSelect, .filenameTranslationControl])
        #expect(silent.allSatisfy { $0.row.requests != nil })
    }
}

struct SeededRandomTests {
    @Test func `the numbers are those of SplitMix64`() {
        var random = SeededRandom(seed: 1_234_567)
        #expect(
            (0..<3).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test func `numbers stay below their bound and reach all of it`() {
        var random = SeededRandom(seed: 1)
        var seen = Set<Int>()
        for _ in 0..<200 { seen.insert(random.next(below: 5)) }
        #expect(seen == Set(0..<5))
        #expect(random.next(below: 0) == 0)
        #expect(random.next(below: -3) == 0)
    }

    @Test func `branches differ from each other and repeat themselves`() {
        let random = SeededRandom(seed: 9)
        var first = random.branch(0)
        var again = random.branch(0)
        var second = random.branch(1)
        let number = first.next()
        #expect(number == again.next())
        #expect(number != second.next())
    }
}
