import Scenario
import StrictJSON
import TestSupport
import Testing

/// The page for people who come from other components says what is there.
struct CrosswalkTests {
    /// Events and parameters of IPWorks SSH, as its help lists them, without the two all have.
    private static let ipWorks: [(String, [String])] = [
        ("ConnectionRequest", ["Address", "Port", "Accept"]),
        (
            "Connected",
            [
                "StatusCode", "Description", "CertStoreType", "CertStore", "CertPassword",
                "CertSubject",
            ]
        ),
        ("Disconnected", ["StatusCode", "Description"]),
        ("Error", ["ErrorCode", "Description"]), ("SSHStatus", ["Message"]),
        ("Log", ["LogLevel", "Message", "LogType"]),
        (
            "SSHUserAuthRequest",
            [
                "Service", "AuthMethod", "AuthParam", "KeyAlgorithm", "Accept", "PartialSuccess",
                "AvailableMethods", "HomeDir",
            ]
        ),
        ("ResolvePath", ["OriginalPath", "ControlFlags", "RealPath", "StatusCode"]),
        (
            "GetAttributes",
            [
                "Path", "Flags", "FileType", "FileSize", "FileOwner", "FileGroup",
                "FilePermissions", "FileATime", "FileCreateTime", "FileMTime", "FileAttribBits",
                "FileAttribBitsValid", "OtherAttributes", "StatusCode",
            ]
        ),
        ("SetAttributes", ["Path", attributes, "BeforeExec", "StatusCode"]),
        ("DirList", ["Path", "BeforeExec", "StatusCode", "SetFileList"]),
        ("DirCreate", ["Path", attributes, "BeforeExec", "StatusCode"]),
        ("DirRemove", ["Path", "BeforeExec", "StatusCode"]),
        (
            "FileOpen",
            ["Path", "DesiredAccess", "Flags", attributes, "Handle", "BeforeExec", "StatusCode"]
        ),
        ("FileRead", ["Handle", "FileOffset", "Length", "FileData", "StatusCode"]),
        ("FileWrite", ["Handle", "FileOffset", "FileData", "BeforeExec", "StatusCode"]),
        ("FileClose", ["Path", "Handle", "StatusCode"]),
        ("FileRemove", ["Path", "BeforeExec", "StatusCode"]),
        ("FileRename", ["Path", "NewPath", "Flags", "BeforeExec", "StatusCode"]),
    ]

    private static let attributes = "FileType and the rest"

    /// Events and parameters of SecureBlackbox, `ConnectionID` aside; the methods that hand over
    /// data and entries stand with the events they are for.
    private static let secureBlackbox: [(String, [String])] = [
        ("Accept", ["RemoteAddress", "RemotePort", "Accept"]),
        ("Connect", ["RemoteAddress", "RemotePort"]), ("Disconnect", []),
        ("SessionEstablished", []), ("SessionClosed", []),
        ("Error", ["ErrorCode", "Fatal", "Remote", "Description"]),
        ("AuthAttempt", ["Username", "AuthType", "Accept"]),
        ("AuthPassword", ["Username", "Password", "Accept", "ForceChangePassword"]),
        ("AuthPublicKey", ["Username", "Accept"]), ("AuthSucceeded", ["Username", "AuthType"]),
        ("AuthFailed", ["Username", "AuthType"]), ("BeforeDownloadFile", ["Path", "Action"]),
        ("BeforeUploadFile", ["Path", "Action"]),
        ("OpenFile", ["Path", "Modes", "Access", "OperationStatus", "Handle"]),
        ("ReadFile", ["Handle", "Offset", "Size", "OperationStatus", "SetClientBuffer"]),
        ("WriteFile", ["Handle", "Offset", "OperationStatus", "GetClientBuffer"]),
        ("CloseFile", ["Handle", "OperationStatus"]), ("BeforeFind", ["Path", "Action"]),
        ("FindFirst", ["Path", "OperationStatus", "Handle", "SetClientFileEntry"]),
        ("FindNext", ["Handle", "OperationStatus", "SetClientFileEntry"]),
        ("FindClose", ["Handle"]), ("BeforeRequestAttributes", ["Path", "Action"]),
        ("RequestAttributes", ["Path", "Handle", "OperationStatus", "SetClientFileEntry"]),
        ("AfterRequestAttributes", ["Path", "OperationStatus"]),
        ("BeforeSetAttributes", ["Path", "Action"]),
        ("SetAttributes", ["Path", "Handle", "OperationStatus", "GetClientFileEntry"]),
        ("AfterSetAttributes", ["Path", "OperationStatus"]),
        ("BeforeCreateDirectory", ["Path", "Action"]),
        ("CreateDirectory", ["Path", "OperationStatus"]),
        ("AfterCreateDirectory", ["Path", "OperationStatus"]),
        ("BeforeRemove", ["Path", "Action"]), ("Remove", ["Path", "OperationStatus"]),
        ("AfterRemove", ["Path", "OperationStatus"]),
        ("BeforeRenameFile", ["OldPath", "NewPath", "Action"]),
        ("RenameFile", ["OldPath", "NewPath", "OperationStatus"]),
        ("AfterRenameFile", ["OldPath", "NewPath", "OperationStatus"]),
        ("Notification", ["EventID", "EventParam"]),
    ]

    private static func page() throws -> String {
        try RepositoryFiles.text(of: "Scenarios/CROSSWALK.md")
    }

    /// The rows of the table below a heading, as cells.
    private static func rows(below heading: String) throws -> [[String]] {
        let text = try page()
        let start = try #require(text.firstRange(of: "\n## \(heading)"))
        let section = text[start.upperBound...].split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .prefix { !$0.hasPrefix("## ") }
        return section.filter { $0.hasPrefix("|") }.dropFirst(2).map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { cell in
                    String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
                }
        }
    }

    private static func words(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    @Test(arguments: ["IPWorks SSH", "SecureBlackbox"])
    func `every event and every parameter has its row`(component: String) throws {
        let table = component == "IPWorks SSH" ? Self.ipWorks : Self.secureBlackbox
        let expected = table.flatMap { event, parameters in
            [[event, ""]] + parameters.map { ["", $0] }
        }
        let rows = try Self.rows(below: "\(component), event by event")
        #expect(rows.map { Array($0.prefix(2)) } == expected)
    }

    @Test(arguments: [
        "IPWorks SSH, event by event", "SecureBlackbox, event by event",
        "Actions, as a closure says them",
    ])
    func `every name the page gives exists`(heading: String) throws {
        let reference = ScenarioReference.markdown
        let swift =
            try RepositoryFiles.text(of: "Sources/Scenario/HandledEvent.swift")
            + RepositoryFiles.text(of: "Sources/Scenario/HandledEvent+Actions.swift")
            + RepositoryFiles.text(of: "Sources/Scenario/Event.swift")
            + RepositoryFiles.text(of: "Sources/Scenario/EventRareFields.swift")
        let events = Set(EventKind.allCases.map(\.rawValue))
        let rows = try Self.rows(below: heading)
        #expect(!rows.isEmpty)
        // The names stand in the last two columns.
        for row in rows.map({ $0.suffix(2) }) {
            let json = Self.words(row[row.startIndex])
            #expect(!json.isEmpty, "\(row)")
            for word in json where !events.contains(word) {
                // Apart, so that a failure does not print the whole reference.
                let isKnown = reference.contains("`\(word)`")
                #expect(isKnown, "\(row)")
            }
            for word in Self.words(row[row.endIndex - 1]) {
                let isThere = Self.isThere(word, events, in: swift)
                #expect(isThere, "\(row)")
            }
        }
    }

    private static func isThere(_ word: String, _ events: Set<String>, in swift: String) -> Bool {
        if word == "double.journal" || word == ".before" || word == ".after" { return true }
        if word.hasPrefix("event.") {
            let name = word.dropFirst(6).prefix { $0.isLetter }
            return swift.contains("func \(name)(") || swift.contains("var \(name):")
        }
        return events.contains(String(word.dropFirst()))
    }

    /// The text of the code block of a language.
    private static func block(_ language: String) throws -> String {
        let text = try page()
        let start = try #require(text.firstRange(of: "```\(language)\n"))
        let end = try #require(text[start.upperBound...].firstRange(of: "```"))
        return String(text[start.upperBound..<end.lowerBound])
    }

    @Test func `the scenario of the page loads without a complaint`() throws {
        let (scenario, diagnostics) = ScenarioLoader.load(
            files: [SourceText(name: "CROSSWALK.md", text: try Self.block("json"))])
        #expect(scenario?.rules.count == 2 && diagnostics.isEmpty)
    }

    @Test func `the Swift of the page is compiled and run by a test`() throws {
        let test = try RepositoryFiles.text(of: "Tests/SFTPDoubleTests/ClosureTests.swift")
        let indented = try Self.block("swift").split(separator: "\n")
            .map { "        \($0)\n" }.joined()
        let isTested = test.contains(indented)
        #expect(isTested, "ClosureTests.swift does not hold:\n\(indented)")
    }
}
