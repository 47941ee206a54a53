public import StrictJSON

/// Reads scenario files.
public enum ScenarioLoader {
    /// The most rules of one scenario; their indexes are kept in 16 bits.
    static let ruleLimit = 65_535

    /// Reads files and merges them in order.
    ///
    /// What a later file says once (name, seed, each key of `server`) replaces what an earlier
    /// one said; users, files and state machines replace those of the same name; rules and
    /// expectations come after the earlier ones.
    ///
    /// - Returns: the scenario, nil when there is an error, and all problems of all files.
    public static func load(
        files: [SourceText]
    ) -> (scenario: Scenario?, diagnostics: [Diagnostic]) {
        let diagnostics = Diagnostics()
        let scenario = load(files: files, into: diagnostics)
        return (diagnostics.hasErrors ? nil : scenario, diagnostics.all)
    }

    /// Reads files and merges them in order; problems are added to `diagnostics`, which the
    /// caller has to ask whether it has errors.
    public static func load(files: [SourceText], into diagnostics: Diagnostics) -> Scenario {
        var merged = MergedDocument()
        for file in files {
            if let document = ScenarioDocument.kind.read(file, into: diagnostics) {
                merged.add(document)
            }
        }
        var resolver = ScenarioResolver(merged, diagnostics)
        return resolver.scenario()
    }
}
