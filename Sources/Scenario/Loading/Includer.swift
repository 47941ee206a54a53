import StrictJSON

/// Merges scenario files, each behind the files it includes.
struct Includer {
    /// Files inside files inside files: more is a mistake.
    private static let depthLimit = 16
    /// Files in all, so that a few cannot make reading take for ever.
    private static let fileLimit = 256

    private let reading: ScenarioLoader.Reader
    private let diagnostics: Diagnostics
    /// The files being read, the outermost first.
    private var open: [String] = []
    /// The files included so far: a second time adds nothing.
    private var included: Set<String> = []
    /// What was read so far.
    private(set) var merged = MergedDocument()

    init(reading: @escaping ScenarioLoader.Reader, _ diagnostics: Diagnostics) {
        self.reading = reading
        self.diagnostics = diagnostics
    }

    /// Adds a file behind what it includes.
    mutating func add(_ file: SourceText) {
        guard let document = ScenarioDocument.kind.read(file, into: diagnostics) else { return }
        let path = Self.normalized(file.name)
        open.append(path)
        for name in document.includes { include(name, from: path) }
        open.removeLast()
        merged.add(document)
    }

    private mutating func include(_ name: PlacedName, from path: String) {
        let target = Self.normalized(Self.joined(name.text, toFolderOf: path))
        if let start = open.firstIndex(of: target) {
            let way = (open[start...] + [target]).joined(separator: " includes ")
            diagnostics.error("the file includes itself: \(way)", at: name.place)
            return
        }
        guard open.count <= Self.depthLimit else {
            diagnostics.error(
                "more than \(Self.depthLimit) files inside each other", at: name.place)
            return
        }
        guard included.insert(target).inserted else { return }
        guard included.count <= Self.fileLimit else {
            diagnostics.error("more than \(Self.fileLimit) included files", at: name.place)
            return
        }
        switch reading(target) {
        case .success(let file): add(file)
        case .failure(let failure):
            let file = JSONText.quoted(Array(target.utf8))
            diagnostics.error("cannot read \(file): \(failure.reason)", at: name.place)
        }
    }

    private static func joined(_ name: String, toFolderOf path: String) -> String {
        guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
        return path[...slash] + name
    }

    /// The path without `.` and without `..` where a folder stands before it.
    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !path.hasPrefix("/") {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
