import SFTPServer
import SFTPWire
import Scenario
import Testing

/// How a scenario treats extensions: announced, off, hidden, refused, with other data.
@Suite struct ExtensionModeTests {
    /// Well-formed requests of every extension that has one, on an open `a.txt`.
    private static func requests(
        _ handle: [UInt8], _ version: ProtocolVersion
    ) -> [(ExtensionName, [UInt8])] {
        [
            (.posixRename, Request.posixRename("void", "moved")),
            (.statvfs, Request.statvfs("/")),
            (.fstatvfs, Request.fstatvfs(handle)),
            (.hardlink, Request.hardlink("a.txt", "second")),
            (.fsync, Request.fsync(handle)),
            (.lsetstat, lsetstat(version)),
            (.limits, Request.limits()),
            (.expandPath, Request.expandPath("~")),
            (.homeDirectory, Request.homeDirectory("")),
            (.usersGroupsByID, Request.names(uids: [0], gids: [])),
            (.vendorID, Request.vendorID()),
            (.checkFile, Request.checkFile(handle, "md5", as: .checkFile)),
            (.checkFileHandle, Request.checkFile(handle, "md5")),
            (.checkFileName, Request.checkFile(name: "a.txt", "md5")),
            (.md5Hash, Request.md5("a.txt")),
            (.md5HashHandle, Request.md5(handle: handle)),
            (.spaceAvailable, Request.spaceAvailable("/")),
            (.copyFile, Request.copyFile("a.txt", "copy")),
            (.getTempFolder, Request.extended("get-temp-folder", [])),
            (.makeTempFolder, Request.extended("make-temp-folder", [])),
        ]
    }

    private static func lsetstat(_ version: ProtocolVersion) -> [UInt8] {
        Request.built {
            let path = Array("dir".utf8)
            LsetstatRequest(
                id: 7, path: path.span.bytes, attributes: FileAttributes(permissions: 0o700)
            ).write(to: &$0, version: version)
        }
    }

    private func connected(
        _ mode: ExtensionMode?, to name: ExtensionName, _ version: ProtocolVersion
    ) throws -> (client: Client, isAnnounced: Bool) {
        var spec = ProtocolSpec()
        spec.extensions[name] = mode
        let server = try Server(protocolSpec: spec)
        let pairs = try AnnouncementTests.pairs(server, version)
        let client = server.connect(version)
        return (client, pairs.contains { $0.name == name.rawValue })
    }

    @Test(arguments: [ProtocolVersion.v3, .v6], ExtensionMode.allCases)
    func `a mode says whether an extension is announced and whether it is honoured`(
        version: ProtocolVersion, mode: ExtensionMode
    ) throws {
        for place in Self.requests([], version).indices {
            let name = Self.requests([], version)[place].0
            let (client, isAnnounced) = try connected(mode, to: name, version)
            #expect(isAnnounced == (mode == .announced || mode == .refused), "\(name)")
            let handle = try opened(client)
            let code = client.ask(Self.requests(handle, version)[place].1)?.code
            let isHonoured = mode == .announced || mode == .hidden
            #expect((code != .opUnsupported) == isHonoured, "\(name): \(String(describing: code))")
            #expect(code == nil || code == .ok || !isHonoured, "\(name)")
        }
    }

    private func opened(_ client: Client) throws -> [UInt8] {
        let open = Request.built {
            let path = Array("a.txt".utf8)
            OpenRequest(
                id: 7, filename: path.span.bytes, flags: .read, desiredAccess: .readData,
                modes: OpenModes(.openExisting), attributes: FileAttributes()
            ).write(to: &$0, version: client.version)
        }
        return try #require(client.ask(open)?.handle)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `without a mode every request is honoured, announced or not`(
        version: ProtocolVersion
    ) throws {
        for place in Self.requests([], version).indices {
            let (client, _) = try connected(nil, to: .limits, version)
            let handle = try opened(client)
            let reply = client.ask(Self.requests(handle, version)[place].1)
            #expect(
                reply?.code == nil || reply?.code == .ok, "\(Self.requests([], version)[place].0)")
        }
    }

    @Test func `a refused request leaves a record and does nothing`() throws {
        var spec = ProtocolSpec()
        spec.extensions[.hardlink] = .refused
        let server = try Server(protocolSpec: spec)
        let client = server.connect()
        #expect(
            client.ask(Request.hardlink("a.txt", "second"))
                == .status(7, .opUnsupported, "Operation unsupported."))
        #expect(client.ask(Request.stat("second"))?.code == .noSuchFile)
        let entry = try #require(server.entries.first)
        #expect(entry.kind == .extended)
        #expect(entry.name == "hardlink@openssh.com")
    }

    @Test func `data and announcements of a scenario's own are sent as they are`() throws {
        var spec = ProtocolSpec()
        spec.extensionData[.limits] = Array("17".utf8)
        spec.extensionData[.newline] = [13]
        spec.otherExtensions = [
            ExtensionAnnouncement(name: Array("x@example.com".utf8), data: [0, 255])
        ]
        let pairs = try AnnouncementTests.pairs(try Server(protocolSpec: spec), .v4)
        #expect(pairs.first { $0.name == "limits@openssh.com" }?.data == Array("17".utf8))
        #expect(pairs.first { $0.name == "newline" }?.data == [13])
        #expect(pairs.last == .init(name: "x@example.com", data: [0, 255]))
    }

    @Test func `what is switched off or hidden is not listed as supported`() throws {
        var spec = ProtocolSpec()
        spec.extensions = [
            .copyFile: .hidden, .fsync: .off, .versionSelect: .off, .md5Hash: .announced,
        ]
        let pairs = try AnnouncementTests.pairs(try Server(protocolSpec: spec), .v6)
        let data = try #require(pairs.first { $0.name == "supported2" }?.data)
        let listed = try SupportedFeatures(data: data.span.bytes, version: .v6).extensions
        for name in ["copy-file", "fsync@openssh.com", "version-select"] {
            #expect(!listed.contains(Array(name.utf8)))
        }
        #expect(listed.contains(Array("md5-hash".utf8)))
    }

    @Test(arguments: [
        "newline", "versions", "supported", "supported2", "acl-supported", "filename-charset",
    ])
    func `what is announced only is no request`(name: String) throws {
        let client = try Server().connect(.v6)
        let request = Request.extended("\(name)", Request.string([49]))
        #expect(client.ask(request)?.code == .opUnsupported)
    }

    @Test func `text-seek is unknown to version 3`() throws {
        let client = try Server().connect()
        let request = Request.extended("text-seek", wire("00000000 0000000000000000"))
        #expect(client.ask(request)?.code == .opUnsupported)
    }

    @Test func `name translation can be turned off where a character set was announced`() throws {
        var spec = ProtocolSpec()
        spec.filenameCharset = Array("ISO-8859-1".utf8)
        let client = try Server(protocolSpec: spec).connect(.v6)
        let name: Text = [0xe4]
        #expect(client.ask(Request.copyFile("a.txt", name))?.code == .invalidFilename)
        #expect(client.ask(Request.translate(false))?.code == .ok)
        #expect(client.ask(Request.copyFile("a.txt", name))?.code == .ok)
        #expect(client.ask(Request.translate(true))?.code == .ok)
        #expect(
            client.ask(Request.copyFile("a.txt", name, overwrites: true))?.code
                == .invalidFilename)
        let plain = try Server().connect(.v6)
        #expect(plain.ask(Request.translate(false))?.code == .opUnsupported)
    }

    @Test(arguments: ProtocolVersion.allCases)
    func `a payload that is cut is a bad message at every version`(version: ProtocolVersion)
        throws
    {
        let server = try Server()
        let client = server.connect(version)
        for (name, request) in Self.requests(wire("00000000 00000000"), version) {
            let header = 13 + name.rawValue.utf8.count
            for count in header..<request.count {
                var cut = Array(request.prefix(count))
                let length = UInt32(count - 4)
                for place in 0..<4 {
                    cut[place] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * place))
                }
                let reply = client.ask(cut)
                #expect(reply?.id == 7)
                #expect(reply?.code == .badMessage, "\(name) cut to \(count)")
                #expect(server.entries.last?.kind == .error)
            }
        }
    }
}
