import SFTPWire
import Testing

/// RENAME's flags (draft-05 section 6.5, draft-13 8.3).
@Suite struct RenameTests {
    static let replacing: [RenameFlags] = [
        .overwrite, .atomic, .native, [.overwrite, .atomic], [.overwrite, .native],
        [.overwrite, .atomic, .native],
    ]

    @Test(arguments: replacing, [.v5, .v6] as [ProtocolVersion])
    func `each flag lets an existing file be replaced`(
        flags: RenameFlags, version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        #expect(client.ask(Request.rename("a.txt", "empty", flags, version: version)) == .ok())
        let stat = Request.stat("empty", .size, version: version)
        #expect(client.ask(stat)?.attributes?.size == 12)
        #expect(client.ask(Request.lstat("a.txt", version: version))?.code == .noSuchFile)
    }

    @Test(arguments: [.v5, .v6] as [ProtocolVersion])
    func `without flags a free name is taken and an existing one refused`(
        version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        #expect(
            client.ask(Request.rename("a.txt", "empty", version: version))
                == .status(7, .fileAlreadyExists, "File already exists"))
        #expect(client.ask(Request.rename("a.txt", "new", version: version)) == .ok())
    }

    @Test(arguments: [8, 9, 0x8000_0000, .max] as [UInt32], [.v5, .v6] as [ProtocolVersion])
    func `a flag nobody defined is a mode the server does not support`(
        bits: UInt32, version: ProtocolVersion
    ) throws {
        let client = try Server().connect(version)
        let flags = RenameFlags(rawValue: bits)
        #expect(
            client.ask(Request.rename("a.txt", "new", flags, version: version))
                == .status(7, .opUnsupported, "Undefined rename flags"))
        #expect(client.ask(Request.stat("a.txt", version: version))?.attributes != nil)
    }

    @Test(arguments: [.v5, .v6] as [ProtocolVersion])
    func `flags that are missing are a bad message`(version: ProtocolVersion) throws {
        let client = try Server().connect(version)
        #expect(client.ask(packet(#"12 00000007 "a.txt" "new""#))?.code == .badMessage)
        #expect(client.ask(Request.stat("a.txt", version: version))?.attributes != nil)
    }
}
