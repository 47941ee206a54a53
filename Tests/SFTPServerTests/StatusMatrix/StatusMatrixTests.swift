import Glibc
import SFTPServer
import SFTPWire
import TestSupport
import Testing

/// The codes that arise without any rule, of every request in every version.
@Suite struct StatusMatrixTests {
    @Test(arguments: ProtocolVersion.allCases)
    func `every cell of the matrix is what the server answers`(version: ProtocolVersion) throws {
        for row in StatusRow.all {
            guard let code = row.code(in: version) else { continue }
            let stage = try MatrixStage(version, row.server)
            let reply = try row.run(stage)
            #expect(reply?.code == code, "\(row) in \(version): \(String(describing: reply))")
            // The session goes on, and nothing stays open behind it.
            if case .status(let id, _, _, _) = reply, row.situation.contains("request id") {
                #expect(id == 0)
            } else {
                #expect(reply?.id == 7)
            }
            guard stage.client.channel.fault == nil else { continue }
            #expect(
                stage.ask(Request.realpath("/"))?.names?.first?.name == "/", "after \(row)")
        }
    }

    @Test func `every row has a code for each version it is about, and at least one`() {
        for row in StatusRow.all {
            #expect(row.codes.count == ProtocolVersion.allCases.count, "\(row)")
            #expect(row.codes.contains { $0 != nil }, "\(row)")
            for (version, code) in zip(ProtocolVersion.allCases, row.codes) {
                #expect(code?.exists(in: version) != false, "\(row) in \(version)")
            }
        }
    }

    @Test func `no situation is listed twice`() {
        var seen: Set<String> = []
        for row in StatusRow.all { #expect(seen.insert(row.testDescription).inserted, "\(row)") }
    }

    @Test func `every code but those no server sends arises by itself`() {
        let arising = Set(StatusRow.all.compactMap { $0.code(in: .v6) })
        for row in StatusCode.table {
            let isImpossible = StatusDocument.impossible[row.code] != nil
            #expect(arising.contains(row.code) != isImpossible, "\(row.name)")
        }
    }

    @Test func `the published matrix is that of the tests`() throws {
        let text = StatusDocument.text
        if getenv("WRITE_STATUS_MATRIX") != nil {
            let file = try #require(fopen("\(RepositoryFiles.root)/\(StatusDocument.path)", "w"))
            defer { fclose(file) }
            #expect(fputs(text, file) >= 0)
        } else {
            let published = try RepositoryFiles.text(of: StatusDocument.path)
            #expect(published == text, "write it anew with \(StatusDocument.command)")
        }
    }
}
