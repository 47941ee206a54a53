import SFTPWire
import StrictJSON

/// What a scenario file says of extensions the server knows.
struct ExtensionsDocument: Sendable {
    /// How each is treated.
    private(set) var modes: [ExtensionName: ExtensionMode] = [:]
    /// What each is announced with.
    private(set) var data: [ExtensionName: [UInt8]] = [:]

    private struct Treatment: Sendable {
        var mode: ExtensionMode
        var data: [UInt8]?
    }

    private static let modeName = Kind<ExtensionMode>.name("treatment of an extension")
        .titled("`announced`, `off`, `hidden` or `refused`")
    private static let mode = DefaultedKey(
        "as", modeName, default: .announced,
        "`announced` and honoured; `off`, neither; `hidden`, honoured but not announced; "
            + "`refused`, announced but answered OP_UNSUPPORTED.")
    private static let announcement = Key(
        "data", Kind<[UInt8]>.bytes, "The data it is announced with; otherwise the server's own.")

    /// The keys of one extension, in the order of the reference.
    static let treatmentKeys = [
        DocumentKey(mode, #""as": "refused""#), DocumentKey(announcement, #""data": "2""#),
    ]

    private static let treatment = Kind<Treatment>.anyOf([
        modeName.map { Treatment(mode: $0) },
        .object("the extension", treatmentKeys.map(\.key)) { reader in
            if reader.node.members?.isEmpty == true { reader.node.error("the extension is empty") }
            let mode = reader.read(mode)
            let data = reader.read(announcement)
            if data != nil, mode == .off || mode == .hidden {
                reader.error("data without an announcement", at: announcement)
            }
            return Treatment(mode: mode, data: data)
        },
    ]).titled("`announced`, `off`, `hidden`, `refused`, or object with as, data")
        .defined(as: "extension")

    private static let table = ExtensionName.allCases.map { name in
        (name: name, key: Key(name.rawValue, treatment, "How \(name.rawValue) is treated."))
    }

    /// The kind of `extensions`.
    static let kind = Kind<ExtensionsDocument>.object(
        "extensions", table.map { $0.key as any KeyDescriptor }
    ) { reader in
        var document = ExtensionsDocument()
        for (name, key) in table {
            guard let treatment = reader.read(key) else { continue }
            document.modes[name] = treatment.mode
            document.data[name] = treatment.data
        }
        return document
    }.titled("object of extension to treatment")

    /// The kind of `otherExtensions`.
    static let others = Kind<[Named<[UInt8]>]>.map("name", of: .bytes, check: problem)
        .map { entries in
            entries.map { ExtensionAnnouncement(name: Array($0.name.utf8), data: $0.value) }
        }

    private static func problem(_ name: String) -> String? {
        guard ExtensionName(rawValue: name) == nil else {
            return "the server knows \(JSONText.quoted(Array(name.utf8))); name it in "
                + "\"extensions\""
        }
        return name.isEmpty ? "the name is empty" : nil
    }

    /// Both, with what `later` says of an extension in the place of what this one says.
    func merged(with later: ExtensionsDocument) -> ExtensionsDocument {
        var both = self
        for (name, mode) in later.modes {
            both.modes[name] = mode
            both.data[name] = later.data[name]
        }
        return both
    }
}
