import Glibc
import Scenario
import Testing

@testable import SFTPDouble

struct StdioDoubleTests {
    @Test func `a journal that cannot be written leaves no descriptor open`() throws {
        var configuration = try Configuration(Scenario(), drawnSeed: 1)
        configuration.journalFile = "/nonexistent/j"
        // Other tests open descriptors meanwhile, but not five hundred of them.
        let before = openDescriptors()
        for _ in 0..<500 {
            #expect(throws: StartError.self) { _ = try StdioDouble(configuration) }
        }
        #expect(openDescriptors() < before + 500)
    }

    @Test func `one that is never run leaves no descriptor open`() throws {
        let configuration = try Configuration(Scenario(), drawnSeed: 1)
        let before = openDescriptors()
        for _ in 0..<500 { _ = try StdioDouble(configuration) }
        #expect(openDescriptors() < before + 500)
    }

    private func openDescriptors() -> Int {
        (0..<100_000).count { fcntl($0, F_GETFD) >= 0 }
    }
}
