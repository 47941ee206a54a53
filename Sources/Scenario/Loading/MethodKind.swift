import StrictJSON

extension Kind where Value == String {
    /// A method as events name it: those of RFC 4252, and each single answer to a question.
    static var methodOfEvent: Kind {
        let method = Kind<AuthenticationMethod>.name("authentication method")
        let prefix = AuthenticationMethod.keyboardInteractive.rawValue + "-"
        return Kind(
            title: "authentication method", types: [.string],
            schema: { definitions in
                let names = method.schema(&definitions)
                let numbered: JSONValue = .schema(
                    type: "string", ("pattern", .string("^\(prefix)[1-9][0-9]{0,2}$")))
                return .object([("anyOf", .array([names, numbered]))])
            },
            read: { node in
                if case .string(let text) = node.node.value, text.hasPrefix(prefix) {
                    let digits = text.dropFirst(prefix.count)
                    if digits.first != "0", digits.first != "+", let number = Int(digits),
                        (1...999).contains(number)
                    {
                        return text
                    }
                }
                return method.read(node)?.rawValue
            })
    }

    /// A method as a client can be told it, whether it is served or not.
    static var listedMethod: Kind {
        let names = [
            "publickey", "password", "keyboard-interactive", "hostbased", "gssapi-with-mic",
            "gssapi-keyex", "none",
        ]
        return .name("authentication method", names.map { ($0, $0) })
    }
}
