import StrictJSON

/// What reading a text gave: the value written back compactly, and the rendered problems.
struct Reading {
    let json: String?
    let diagnostics: Diagnostics

    init(_ text: String, limits: JSONLimits = JSONLimits()) {
        self.init(Array(text.utf8), limits: limits)
    }

    init(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) {
        diagnostics = Diagnostics()
        let source = SourceText(name: "file.json", bytes: bytes)
        let node = JSONParser.parse(source, limits: limits, into: diagnostics)
        json = node.map { JSONValue($0).text() }
    }

    /// The first line of every problem.
    var headlines: [String] {
        diagnostics.all.map(\.headline)
    }
}

extension Kind {
    /// Reads a text as this kind and gives the value with the first line of every problem.
    func reading(_ text: String) -> (value: Value?, problems: [String]) {
        let diagnostics = Diagnostics()
        let value = read(SourceText(name: "f", text: text), into: diagnostics)
        return (value, diagnostics.all.map(\.headline))
    }

    /// The schema fragment as compact text.
    var schemaText: String {
        var definitions = SchemaDefinitions()
        return schema(&definitions).text()
    }
}
