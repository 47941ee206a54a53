internal import SFTPWire
internal import Scenario

// SSH_FXP_INIT (draft-02 section 4, draft-13 section 5).
extension Session {
    /// Negotiates the version; a second INIT is answered again, as OpenSSH does.
    func initialize(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try InitPacket(from: &reader)
        var exchange = exchange(.`init`, reader.header, .`init`)
        exchange.clientVersion = request.version
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        let answer = exchange.rules?.before?.directive.version
        let negotiation = Negotiation(
            client: request.version, versions: context.protocolSpec.versions, answer: answer)
        version = negotiation.version
        stage = .ready
        hasSeenRequest = false
        translatesNames = true
        writeVersion(
            answer?.announced ?? context.protocolSpec.announcedVersion ?? version.rawValue)
        if !negotiation.isPossible {
            exchange.outcome = .opUnsupported
            exchange.message = Array(
                "version \(request.version) is below \(version.rawValue), the lowest served".utf8)
            exchange.closesChannel = true
        }
        finish(&exchange, path: RawSpan())
    }

    private func writeVersion(_ number: UInt32) {
        let writer = HandshakeWriter(.version, version: number, to: &output)
        announceExtensions(writer)
        writer.finish(&output)
    }
}

/// Which version a client gets.
struct Negotiation: Equatable {
    /// The version spoken from now on.
    let version: ProtocolVersion
    /// Whether the client can speak it; it is told the lowest version and sent away otherwise.
    let isPossible: Bool

    /// The lower of the client's version and the server's highest (draft-13 section 5).
    ///
    /// Where the server's lowest is 3, clients of versions 0 to 2 are answered 3 and served, as
    /// OpenSSH does: their requests are laid out as version 3's. A rule can demand a version.
    init(client: UInt32, versions: ClosedRange<ProtocolVersion>, answer: VersionAnswer?) {
        let highest = answer?.highest ?? versions.upperBound
        let lowest = min(versions.lowerBound, highest)
        if let spoken = answer?.spoken {
            version = spoken
            isPossible = true
        } else {
            let common = ProtocolVersion(rawValue: min(client, highest.rawValue))
            version = max(common ?? .v3, lowest)
            isPossible = client >= lowest.rawValue || lowest == .v3
        }
    }
}
