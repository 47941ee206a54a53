import SFTPFileSystem
import Testing

@Suite struct `Refusals are the same in every backend` {
    @Test(arguments: Backend.allCases, Refusal.paths + Refusal.attributes + Refusal.opening)
    func `a request about a file meets its error`(backend: Backend, refusal: Refusal) throws {
        try backend.withFixture { files in
            #expect(throws: refusal.error) { try refusal.operation(files) }
        }
    }

    @Test(arguments: Backend.allCases, Refusal.handles)
    func `a request on a handle meets its error`(backend: Backend, refusal: Refusal) throws {
        try backend.withFixture { files in
            #expect(throws: refusal.error) { try refusal.operation(files) }
        }
    }

    @Test(arguments: Backend.allCases, Refusal.names)
    func `a request about a name meets its error`(backend: Backend, refusal: Refusal) throws {
        try backend.withFixture { files in
            #expect(throws: refusal.error) { try refusal.operation(files) }
        }
    }

    @Test(arguments: Backend.allCases, Refusal.readOnly)
    func `a read-only tree refuses every change`(backend: Backend, refusal: Refusal) throws {
        try backend.withReadOnlyFileSystem { files in
            #expect(throws: refusal.error) { try refusal.operation(files) }
            let content = try files.get("/link")
            let names = try files.names("/").sorted()
            #expect(content == "abc")
            #expect(names == [".", "..", "empty", "file", "link"])
        }
    }
}
