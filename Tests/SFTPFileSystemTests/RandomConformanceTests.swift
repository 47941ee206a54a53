import SFTPFileSystem
import SFTPWire
import Testing

/// Random requests go to two backends: Linux itself says what the others must answer.
@Suite struct `Random requests are answered alike by all backends` {
    @Test(arguments: 1...60)
    func `in memory as on the disk`(seed: UInt64) throws {
        try withTemporaryFolder { root in
            var random = SeededRandom(seed: seed)
            try compare(
                InMemoryFileSystem(), with: try DiskFileSystem(root: root), 400, &random)
        }
    }

    @Test(arguments: 1...60)
    func `over a folder as on the disk, and the folder stays as it is`(seed: UInt64) throws {
        try withTemporaryFolder { root in
            let whole = try DiskFileSystem(root: root)
            try whole.makeDirectory("/model")
            try whole.makeDirectory("/lower")
            let disk = try DiskFileSystem(root: "\(root)/model")
            let lower = try DiskFileSystem(root: "\(root)/lower")
            var random = SeededRandom(seed: seed)
            for _ in 0..<150 {
                let request = RandomRequest(&random)
                let wanted = request.outcome(on: disk)
                let got = request.outcome(on: lower)
                try #require(got == wanted)
            }
            let before = try snapshot(of: lower)
            let overlay = try InMemoryFileSystem(over: LowerFolder("\(root)/lower"))
            try compare(overlay, with: disk, 400, &random)
            let after = try snapshot(of: lower)
            #expect(after == before)
        }
    }

    /// Sends the same requests to both and compares answer by answer, and all files at the end.
    private func compare(
        _ files: any FileSystem, with disk: DiskFileSystem, _ count: Int,
        _ random: inout SeededRandom
    ) throws {
        var history: [String] = []
        for _ in 0..<count {
            let request = RandomRequest(&random)
            history.append(request.description)
            let wanted = request.outcome(on: disk)
            let got = request.outcome(on: files)
            guard got == wanted else {
                let steps = history.suffix(12).joined(separator: "\n")
                Issue.record("disk: \(wanted), other: \(got) after\n\(steps)")
                return
            }
        }
        let wanted = try tree(of: disk)
        let got = try tree(of: files)
        #expect(got == wanted)
    }
}
