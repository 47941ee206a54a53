internal import SFTPServer
internal import Scenario

extension Configuration {
    /// Checks that every program rules ask may be asked; names are not looked up.
    ///
    /// - Throws: `StartError.scenario`, one line that names the rule and how to allow it.
    public func checkCallouts() throws(StartError) {
        for rule in rules {
            for url in rule.callouts where !allows(url) {
                throw .scenario(
                    "rule \"\(rule.name)\" calls out to \(url.text); allow it with "
                        + (url.isLoopback ? "--allow-callout" : "--callout-host \(url.host)"))
            }
        }
    }

    private func allows(_ url: CalloutURL) -> Bool {
        url.isLoopback && allowsCallouts || calloutHosts.contains(url.host)
    }

    /// Asks the programs of the rules; nil when there are none.
    ///
    /// - Throws: when one may not be asked, or its host is not known.
    func calloutCaller() throws(StartError) -> CalloutCaller? {
        try checkCallouts()
        var addresses: [CalloutURL: SocketAddress] = [:]
        for rule in rules {
            // Now, because a name server may take its time.
            for url in rule.callouts where addresses[url] == nil {
                guard let address = SocketAddress(host: url.host, port: url.port) else {
                    throw .scenario(
                        "rule \"\(rule.name)\" calls out to \(url.text), whose host is not known")
                }
                addresses[url] = address
            }
        }
        guard !addresses.isEmpty else { return nil }
        return { [addresses] request, body in
            guard let address = addresses[request.url] else { return UnknownCall() }
            return HTTPPost(request.url, address: address, body: body)
        }
    }
}

/// The call of a closure to an address no rule names, which was not looked up.
private final class UnknownCall: CalloutCall {
    func advance() -> CalloutProgress { .failed("no rule of the scenario calls out there") }
}
