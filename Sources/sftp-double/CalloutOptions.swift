internal import ArgumentParser
internal import SFTPDouble

/// Which programs rules may ask what to do.
struct CalloutOptions: ParsableArguments {
    @Flag(help: "Let rules ask programs on this machine what to do (the action callout).")
    var allowCallout = false

    @Option(
        help: ArgumentHelp(
            "Let rules ask programs on this host, too; may be given again.", valueName: "host"))
    var calloutHost: [String] = []

    /// Takes over what was allowed.
    func apply(to configuration: inout Configuration) {
        configuration.allowsCallouts = allowCallout
        configuration.calloutHosts = calloutHost
    }
}
