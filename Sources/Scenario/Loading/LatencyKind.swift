import StrictJSON

/// How a distribution of delays is written.
enum StreamLatency {
    /// An hour: longer latencies are mistakes of a unit.
    private static let time = Kind<UInt64>.duration(0...3_600_000_000_000)
    private static let minimum = Key("min", time, required: true, "The least.")
    private static let maximum = Key("max", time, required: true, "The most.")
    private static let median = Key("median", time, required: true, "Half are below it.")
    private static let sigma = Key(
        "sigma", Kind<Double>.number(0...4), required: true,
        "The deviation of the logarithm: 0.5 puts one in forty above 2.7 times the median.")

    /// A duration, or an object with `min`, `max` or with `median`, `sigma`.
    static let kind = Kind<StreamEffect.Latency>.anyOf([
        time.map { .fixed($0) },
        .object("the latency", [minimum, maximum]) { reader in
            let least = reader.read(minimum)
            guard let most = reader.read(maximum), let least else { return nil }
            guard least <= most else {
                reader.error("\"min\" is above \"max\"", at: minimum)
                return nil
            }
            return .uniform(least, most)
        },
        .object("the latency", [median, sigma]) { reader in
            let median = reader.read(median)
            guard let sigma = reader.read(sigma), let median else { return nil }
            return .logNormal(median: median, sigma: sigma)
        },
    ]).titled("duration, or object with min, max, or object with median, sigma")

    /// The keys, for the reference.
    static let details = [
        KeyTable(
            title: "stream: latency between two",
            keys: [
                DocumentKey(minimum, #""min": "10ms""#), DocumentKey(maximum, #""max": "90ms""#),
            ]),
        KeyTable(
            title: "stream: latency with a long tail",
            keys: [
                DocumentKey(median, #""median": "50ms""#), DocumentKey(sigma, #""sigma": 0.5"#),
            ]),
    ]
}
