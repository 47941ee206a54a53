import SFTPServer
import SFTPWire
import Scenario
import Testing

/// The same seed and the same requests give the same journal.
///
/// One connection at a time: byte for byte, the clock of the test standing still. Many at once:
/// what each connection did, in its order; how connections lie between each other is the machine's
/// affair, so numbers and times of lines are left out, and chances are counted `per` connection.
@Suite struct DeterminismTests {
    private static let rules = #"""
        {"on": ["fileWrite", "fileRead"], "per": "connection", "probability": 0.3,
         "do": {"status": {"code": "FAILURE", "message": "no ${count} ${random:12}"}}},
        {"on": "fileClose", "per": "handle", "probability": 0.5, "phase": "after",
         "do": {"status": {"code": 99, "message": "${random:4}"}}},
        {"on": "dirCreate", "per": "path", "every": 2, "do": {"drop": true}}
        """#

    /// What one connection asks: the same for the same number.
    private static func run(_ server: Server, _ connection: Int) {
        let client = Client(server, connection: connection)
        client.send(Request.initialize())
        _ = client.takeOutput()
        var random = SeededRandom(seed: UInt64(connection))
        let path = Text("f\(connection)")
        for step in 0..<10 {
            client.send(Request.open(path, [.read, .write, .create], id: UInt32(step)))
            let handle = client.takeReplies().first?.handle ?? []
            for id in 0..<UInt32(10 + random.next(below: 10)) {
                let offset = UInt64(random.next(below: 100))
                client.send(
                    id.isMultiple(of: 2)
                        ? Request.write(handle, offset, "block", id: id)
                        : Request.read(handle, offset, 20, id: id))
            }
            client.send(Request.mkdir(Text("d\(connection)-\(step / 3)")))
            client.send(Request.close(handle))
            _ = client.takeOutput()
        }
        _ = client.session.closed()
    }

    private func server(seed: UInt64) throws -> Server {
        try Server(rules: try Server.rules(Self.rules), seed: seed)
    }

    @Test func `one connection after the other: identical bytes, and others with another seed`()
        throws
    {
        func journal(_ seed: UInt64) throws -> [UInt8] {
            let server = try server(seed: seed)
            for connection in 1...5 { Self.run(server, connection) }
            return server.journal.lines
        }
        let first = try journal(7)
        #expect(first.count > 10_000)
        #expect(try journal(7) == first)
        #expect(try journal(8) != first)
    }

    @Test func `fifty connections at once: each has done the same, in the same order`() async throws
    {
        func journals() async throws -> [[String]] {
            let server = try server(seed: 7)
            await withTaskGroup(of: Void.self) { group in
                for connection in 1...50 {
                    group.addTask { Self.run(server, connection) }
                }
            }
            var lines = Array(repeating: [String](), count: 51)
            for entry in server.entries {
                // The number of a line is its place among all connections.
                let json = entry.json.split(separator: ",").filter { !$0.hasPrefix("\"n\":") }
                lines[entry.connection].append(json.joined(separator: ","))
            }
            return lines
        }
        let first = try await journals()
        #expect(first[1].count > 100 && first[50].count > 100)
        #expect(first.joined().contains { $0.contains("rules") })
        #expect(try await journals() == first)
    }
}
