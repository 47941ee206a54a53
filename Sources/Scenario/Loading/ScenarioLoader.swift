public import StrictJSON

/// Reads scenario files.
public enum ScenarioLoader {
    /// The most rules of one scenario; their indexes are kept in 16 bits.
    static let ruleLimit = 65_535

    /// Reads a file that another one includes; the path is as the including file's name leads to.
    public typealias Reader = (_ path: String) -> Result<SourceText, UnreadableFile>

    /// Why an included file cannot be read.
    public struct UnreadableFile: Error {
        /// What is wrong, such as `No such file or directory`.
        public let reason: String

        /// Makes the reason.
        public init(reason: String) { self.reason = reason }
    }

    /// Reads files and merges them in order; what a file includes comes right before it.
    ///
    /// What a later file says once (name, seed, each key of `server`) replaces what an earlier
    /// one said; users, files and state machines replace those of the same name; rules and
    /// expectations come after the earlier ones.
    ///
    /// - Parameter reading: reads included files; without it they are errors.
    /// - Returns: the scenario, nil when there is an error, and all problems of all files.
    public static func load(
        files: [SourceText], reading: Reader? = nil
    ) -> (scenario: Scenario?, diagnostics: [Diagnostic]) {
        let diagnostics = Diagnostics()
        let scenario = load(files: files, reading: reading, into: diagnostics)
        return (diagnostics.hasErrors ? nil : scenario, diagnostics.all)
    }

    /// Reads files and merges them in order; problems are added to `diagnostics`, which the
    /// caller has to ask whether it has errors.
    public static func load(
        files: [SourceText], reading: Reader? = nil, into diagnostics: Diagnostics
    ) -> Scenario {
        var includer = Includer(
            reading: reading ?? { _ in
                .failure(UnreadableFile(reason: "no files are read here"))
            }, diagnostics)
        for file in files { includer.add(file) }
        var resolver = ScenarioResolver(includer.merged, diagnostics)
        return resolver.scenario()
    }
}
