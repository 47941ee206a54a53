import SFTPWire
import StrictJSON

/// Asks a program over HTTP what to do: decisions in any language, without a build.
enum CalloutAction {
    /// All of `CalloutURL` but the range of the port.
    private static let pattern =
        #"^http://(\[[^\]#@]+\]|[!"$-.0-9;-?A-Z\\^-~]+)(:[0-9]{1,5})?([/?][!"$-~]*)?$"#

    private static let address = Kind<CalloutURL>(
        title: "address such as http://127.0.0.1:8080/decide", types: [.string],
        schema: { _ in .schema(type: "string", ("pattern", .string(pattern))) },
        read: { node in
            guard case .string(let text) = node.node.value else {
                node.mismatch(expected: "an address such as \"http://127.0.0.1:8080/decide\"")
                return nil
            }
            do throws(CalloutURL.Problem) { return try CalloutURL(text) } catch {
                node.error(problem(error, of: text))
                return nil
            }
        })

    private static let failures: [(name: String, value: CalloutRequest.Failure)] =
        [("pass", .pass)] + StatusCode.table.map { ($0.shortName, .status($0.code)) }

    private static let failure = Kind<CalloutRequest.Failure>.name("status", failures)
        .map { $0 }.titled("`pass` or name of a status")

    private static let url = Key("url", address, required: true, "Who is asked.")
    private static let timeout = DefaultedKey(
        "timeout", Kind<UInt64>.duration(1_000_000...60_000_000_000), default: 2_000_000_000,
        "The longest wait for the whole answer.")
    private static let otherwise = Key(
        "else", failure,
        "What is done when no answer comes in time, or none that can be used; the journal has a "
            + "line that says why. `pass`: it goes on as if nobody had been asked. "
            + "Default: `FAILURE`.")
    private static let sendsData = DefaultedKey(
        "data", Kind<Bool>.bool, default: false,
        "Whether the block of WRITE, or the payload of EXTENDED, is sent along; in the after phase "
            + "what READ read.")
    private static let keys: [any KeyDescriptor] = [url, timeout, otherwise, sendsData]

    private static let callout = Kind<CalloutRequest>.anyOf([
        address.map { CalloutRequest(url: $0) },
        .object("the callout", keys) { reader in
            let timeout = reader.read(timeout)
            let failure = reader.read(otherwise) ?? .status(.failure)
            let sendsData = reader.read(sendsData)
            return reader.read(url).map {
                CalloutRequest(
                    url: $0, timeoutNanoseconds: timeout, failure: failure, sendsData: sendsData)
            }
        },
    ]).titled("address, or object with url, timeout, else, data")

    private static func problem(_ problem: CalloutURL.Problem, of text: String) -> String {
        let quoted = JSONText.quoted(Array(text.utf8))
        return switch problem {
        case .scheme: "\(quoted) does not begin with http://"
        case .host: "\(quoted) names no host"
        case .port: "the port of \(quoted) is no number from 1 to 65535"
        case .character:
            "\(quoted) has a space, a control character, \"#\" or \"@\" in it; write it escaped"
        }
    }

    /// The catalog entry.
    static let entry = Action(
        Key(
            "callout", callout,
            "Sends the event as JSON in a POST and does what the answer says, which is JSON like "
                + "`do`; `{}` or nothing leaves the request, or in the after phase its reply, as "
                + "it is. The keys are those of the journal's lines, with `phase`, and `length` "
                + "for `asked`; the after phase has `moved`, `status`, and `outcome` where it is "
                + "another. The session waits, no other does. Needs `--allow-callout`, or "
                + "`--callout-host` for other machines; without it the server does not start."),
        on: EventKind.requests,
        example: #""callout": {"url": "http://127.0.0.1:8080/decide", "else": "pass"}"#,
        details: [
            KeyTable(
                title: "callout",
                keys: [
                    DocumentKey(url, #""url": "http://127.0.0.1:8080/decide""#),
                    DocumentKey(timeout, #""timeout": "500ms""#),
                    DocumentKey(otherwise, #""else": "PERMISSION_DENIED""#),
                    DocumentKey(sendsData, #""data": true"#),
                ])
        ]
    ) { ActionResult(effects: [.flow(.callout($0))]) }
}
