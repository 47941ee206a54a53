public import StrictJSON

/// A scenario for one run of a client: what is stored, and what goes wrong.
public struct ClientScenario: Sendable {
    /// Absolute names in listings that no client may obey begin so.
    public static let escapedPrefix = "/tmp/sftp-double-escaped-"

    /// The name in the file.
    public var name = "fuzz-client"
    /// What is seen with it.
    public var description: String?
    /// Scenario files that are included, by absolute paths.
    public var includes: [String] = []
    /// After how long without a byte the connection ends, such as `2s`; nil: never.
    public var idle: String?
    /// What goes wrong.
    public var faults: [ClientFault]

    /// Makes a scenario.
    public init(_ faults: [ClientFault] = []) {
        self.faults = faults
    }

    /// The names of the faults, for people and file names.
    public var kinds: [String] { faults.map(\.kind) }
    /// Whether a client may store something else without being wrong.
    public var isLie: Bool { faults.contains(where: \.isLie) }

    /// What is always stored: a large, a small, an empty file and a folder to list, and another
    /// to put files into.
    private static let files: JSONValue = [
        "/home/demo/in/data.bin": ["size": "200000B", "content": "random"],
        "/home/demo/in/empty.txt": ["text": ""],
        "/home/demo/in/report.csv": ["text": "id,total\n1,10\n"],
        "/home/demo/in/sub/note.txt": ["text": "a note\n"],
        "/home/demo/out": ["directory": true],
    ]

    /// The file's text.
    public var text: String {
        var members: [(key: String, value: JSONValue)] = [("version", 1), ("name", .string(name))]
        if let description { members.append(("description", .string(description))) }
        members.append(("seed", 1))
        if !includes.isEmpty {
            members.append(("include", .array(includes.map { .string($0) })))
        }
        if let idle {
            members.append(("server", ["idle": ["after": .string(idle), "end": "fin"]]))
        }
        members.append(("files", Self.files))
        members.append(("rules", .array(faults.flatMap { named($0) })))
        return JSONValue.object(members).text(.pretty) + "\n"
    }

    private func named(_ fault: ClientFault) -> [JSONValue] {
        fault.rules.enumerated().map { index, rule in
            guard case .object(let members) = rule else { return rule }
            let suffix = fault.rules.count > 1 ? ", \(index + 1)" : ""
            return .object([(key: "name", value: .string(fault.kind + suffix))] + members)
        }
    }

    /// What another run has to know of a scenario file that loads: its text without rules, and
    /// whether a rule that was drawn here is a lie.
    public static func parts(of source: SourceText) -> (withoutRules: String, isLie: Bool) {
        let document = JSONParser.parse(source, into: Diagnostics()).map { JSONValue($0) }
        guard case .object(let members) = document else { return ("{\"version\": 1}", false) }
        var isLie = false
        for case ("rules", .array(let rules)) in members {
            isLie = rules.contains { FaultCatalog.isLie(rule: $0) }
        }
        return (JSONValue.object(members.filter { $0.key != "rules" }).text(.pretty), isLie)
    }
}
