import StrictJSON

/// How a scenario writes durations that are drawn.
enum SpreadKinds {
    /// A day: longer waits are mistakes of a unit.
    private static let duration = Kind<UInt64>.duration(0...86_400_000_000_000)

    private static let from = Key("from", duration, required: true, "The shortest.")
    private static let to = Key("to", duration, required: true, "The longest.")
    private static let median = Key(
        "median", duration, required: true, "Half of them are shorter.")
    private static let sigma = DefaultedKey(
        "sigma", Kind<Double>.number(0...3), default: 0.5,
        "How far they spread: with 0.5 one in twenty is longer than 2.3 medians, with 1 longer "
            + "than 5.")
    private static let atMost = DefaultedKey(
        "atMost", duration, default: 60_000_000_000, "None is longer.")

    /// The keys of both, for the reference.
    static let keys = [
        DocumentKey(from, #""from": "10ms""#), DocumentKey(to, #""to": "1s""#),
        DocumentKey(median, #""median": "50ms""#), DocumentKey(sigma, #""sigma": 0.8"#),
        DocumentKey(atMost, #""atMost": "5s""#),
    ]

    /// All durations of a range equally likely.
    static let uniform = Kind<DurationSpread>.object("uniform", [from, to]) { reader in
        let from = reader.read(from)
        let to = reader.read(to)
        guard let from, let to else { return nil }
        guard from <= to else {
            reader.error("\"to\" is shorter than \"from\"", at: Self.to)
            return nil
        }
        return .uniform(from...to)
    }

    /// Mostly short, now and then long.
    static let logNormal = Kind<DurationSpread>.object("logNormal", [median, sigma, atMost]) {
        reader in
        let sigma = reader.read(sigma)
        let limit = reader.read(atMost)
        return reader.read(median).map { .logNormal(median: $0, sigma: sigma, limit: limit) }
    }
}
