import SFTPFileSystem
import SFTPWire
import Scenario
import Testing

@testable import SFTPServer

/// The n-th call of the file system fails, for every n there is: each request is answered once
/// and nothing stays open (after SQLite's anomaly tests).
@Suite struct FaultLoopTests {
    private static let first = wire("00000000 00000000")
    private static let second = wire("00000001 00000000")
    private static let third = wire("00000002 00000000")

    /// Every request, those on handles with the handles the server gives when nothing fails.
    private static let requests: [[UInt8]] = {
        var requests = RequestCase.opened
        requests += [
            Request.read(first), Request.read(first, 100), Request.write(first, 3, "xyz"),
            Request.fstat(first), Request.fsetstat(first, FileAttributes(size: 5)),
            Request.fsync(first), Request.fstatvfs(first), Request.copyData(first, to: second),
            Request.fstat(third), Request.fsetstat(third, FileAttributes(uid: 1, gid: 1)),
            Request.fstatvfs(third), Request.readdir(third), Request.readdir(third),
            Request.close(first), Request.close(second), Request.close(third),
        ]
        requests += RequestCase.all.filter { $0.event != .fileClose }.map(\.request)
        return requests
    }()

    /// Requests of version 6 that share, lock and delete files, likewise.
    private static let sharingRequests: [[UInt8]] = {
        let flags: OpenModes = [.blockDelete, .textMode]
        let access: AccessMask = [.readData, .writeData]
        let open: [[UInt8]] = [
            Request.open("a.txt", access, OpenModes(.openExisting, flags)),
            Request.open("empty", .writeData, OpenModes(.createTruncate, .deleteOnClose)),
            Request.open("empty", .readData, OpenModes(.openExisting)),
        ]
        return open + [
            Request.open("a.txt", access, OpenModes(.createTruncate, .blockRead)),
            Request.open("a.txt", access, OpenModes(.createNew, .deleteOnClose)),
            Request.block(first, 2, 4), Request.block(first, 8, 0), Request.block(third, 0, 0),
            Request.read(first), Request.write(first, 0, "x\n"), Request.write(second, 0, "xyz"),
            Request.fsetstat(second, FileAttributes(size: 1), version: .v6),
            Request.setstat("a.txt", FileAttributes(size: 1), version: .v6),
            Request.remove("a.txt"), Request.rename("empty", "moved", version: .v6),
            Request.close(second), Request.stat("moved", version: .v6),
            Request.open("moved", .readData, OpenModes(.openOrCreate)),
            Request.unblock(first, 2, 4), Request.close(third),
            Request.stat("moved", version: .v6),
            Request.open("link", .readData, OpenModes(.openExisting, .deleteOnClose)),
        ]
    }()

    private static let rules = [
        "", #"{"on": "*", "phase": "after", "do": {"status": "FAILURE"}}"#,
        #"{"on": "fileOpen", "do": {"handle": "h"}}"#,
    ]

    @Test(arguments: rules)
    func `whichever call fails, each request has one answer and nothing stays open`(
        rules: String
    ) throws {
        try failEachCall(of: Self.requests, version: .v3, rules: rules)
    }

    @Test(arguments: rules)
    func `whichever call fails, files are shared as if nothing had happened`(
        rules: String
    ) throws {
        try failEachCall(of: Self.sharingRequests, version: .v6, rules: rules)
    }

    private func failEachCall(
        of requests: [[UInt8]], version: ProtocolVersion, rules: String
    ) throws {
        var failing = 0
        var failures = 0
        while true {
            failing += 1
            let counting = Counting()
            counting.failing = failing
            let server = try Server(
                files: RequestCase.files, rules: rules.isEmpty ? [] : Server.rules(rules)
            ) { FaultyFileSystem($0, counting) }
            let client = server.connect(version)
            var given: [[UInt8]] = []
            for (id, request) in requests.enumerated() {
                client.send(renumbered(request, UInt32(id)))
                client.fireDue()
                let replies = client.takeReplies()
                #expect(replies.map(\.id) == [UInt32(id)], "call \(failing), request \(id)")
                if case .status(_, .failure, "Input/output error", _)? = replies.first {
                    failures += 1
                }
                given += replies.compactMap(\.handle)
            }
            #expect(server.entries.count == requests.count)
            for handle in given { _ = client.ask(Request.close(handle)) }
            #expect(client.session.closed() == 0)
            #expect(counting.open == 0, "call \(failing)")
            #expect(counting.closedTwice == 0, "call \(failing)")
            #expect(server.context.sharing.openFileCount == 0, "call \(failing)")
            #expect(!server.context.sharing.isRestricting, "call \(failing)")
            if counting.calls < failing { break }
        }
        #expect(failing > requests.count / 2)
        #expect(rules.contains("FAILURE") || failures > failing / 4)
    }

    /// The request with another id.
    private func renumbered(_ request: [UInt8], _ id: UInt32) -> [UInt8] {
        var request = request
        for place in 0..<4 {
            request[5 + place] = UInt8(truncatingIfNeeded: id >> (24 - 8 * place))
        }
        return request
    }

    @Test func `an error in the middle of a listing loses no name`() throws {
        for failing in 1...16 {
            let counting = Counting()
            counting.failing = failing
            let server = try Server { FaultyFileSystem($0, counting) }
            let client = server.connect()
            guard let handle = client.ask(Request.opendir("."))?.handle else { continue }
            var names: [Reply.Name] = []
            for _ in 0..<4 { names += client.ask(Request.readdir(handle))?.names ?? [] }
            #expect(names.count == 12)
            #expect(client.ask(Request.readdir(handle))?.code == .eof)
        }
    }

    @Test func `a CLOSE that fails has closed`() throws {
        let counting = Counting()
        counting.failing = 2
        counting.error = .quotaExceeded
        let client = try Server { FaultyFileSystem($0, counting) }.connect()
        let handle = try client.open("a.txt", .write)
        #expect(
            client.ask(Request.close(handle))
                == .status(7, .failure, "Disk quota exceeded"))
        #expect(client.ask(Request.close(handle)) == .invalidHandle())
        #expect(counting.open == 0)
        #expect(client.session.closed() == 0)
    }
}
