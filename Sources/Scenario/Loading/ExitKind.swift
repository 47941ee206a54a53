import StrictJSON

/// How a channel says that its program has ended.
enum ExitKind {
    private enum Name: String, CaseIterable, Sendable {
        case none
    }

    /// The signals SSH has names for (RFC 4254 section 6.10).
    private static let signals = [
        "ABRT", "ALRM", "FPE", "HUP", "ILL", "INT", "KILL", "PIPE", "QUIT", "SEGV", "TERM", "USR1",
        "USR2",
    ]

    private static let signal = Key(
        "signal", Kind<String>.name("signal", signals.map { ($0, $0) }), required: true,
        "The signal's name without `SIG`.")
    private static let message = DefaultedKey(
        "message", Kind<String>.string, default: "", "What the client is told beside.")
    private static let core = DefaultedKey(
        "core", Kind<Bool>.bool, default: false, "Whether a core was dumped.")

    /// `none`, an exit status, or a signal.
    static let kind = Kind<ExitSpec>.anyOf([
        Kind<Name>.name("end of a program").map { _ in .none },
        Kind<UInt32>.integer.map { .status($0) },
        .object("exit", [signal, message, core]) { reader in
            let message = reader.read(message)
            let core = reader.read(core)
            return reader.read(signal).map {
                .signal(name: $0, message: message, dumpsCore: core)
            }
        },
    ]).titled("`none`, exit status, or object with signal, message, core")

    /// The tables of the reference.
    static let tables = [
        KeyTable(
            title: "channel: exit",
            keys: [
                DocumentKey(signal, #""signal": "TERM""#),
                DocumentKey(message, #""message": "killed""#),
                DocumentKey(core, #""core": true"#),
            ])
    ]
}
