import StrictJSON

/// Sends replies in another order than their requests came: clients that count instead of
/// looking at the id.
enum ReorderAction {
    private static let orderKind = Kind<ReplyOrder.Order>.name("order of replies")
        .titled("`reversed` or `shuffled`")
    private static let standardWindow = 4
    private static let standardLimit: UInt64 = 100_000_000

    private static let order = DefaultedKey(
        "order", orderKind, default: .reversed, "The new order.")
    private static let window = DefaultedKey(
        "window", Kind<Int>.integer(2...256), default: standardWindow,
        "How many replies of the rule are gathered before any is sent.")
    private static let limit = DefaultedKey(
        "within", Kind<UInt64>.duration(1_000_000...60_000_000_000), default: standardLimit,
        "How long the first of them waits for the others: a client that asks for one thing at a "
            + "time is served then.")

    private static let reorder = Kind<ReplyOrder>.anyOf([
        orderKind.map {
            ReplyOrder(window: standardWindow, order: $0, limitNanoseconds: standardLimit)
        },
        .object("the order", [order, window, limit]) { reader in
            ReplyOrder(
                window: reader.read(window), order: reader.read(order),
                limitNanoseconds: reader.read(limit))
        },
    ]).titled("`reversed`, `shuffled`, or object with order, window, within")

    /// The catalog entry.
    static let entry = Action(
        Key(
            "reorder", reorder,
            "Gathers replies of the session and sends them in another order; other replies "
                + "overtake them."),
        on: EventKind.requests,
        conflicts: ReplyAction.conflicts + [
            ("hold", "a reply that is kept has its turn when the hold ends")
        ],
        example: #""reorder": {"window": 8, "order": "shuffled"}"#,
        details: [
            KeyTable(
                title: "reorder",
                keys: [
                    DocumentKey(order, #""order": "shuffled""#),
                    DocumentKey(window, #""window": 8"#),
                    DocumentKey(limit, #""within": "250ms""#),
                ])
        ]
    ) { ActionResult(effects: [.reply(.reorder($0))]) }
}
