internal import SFTPWire
internal import Scenario

// SSH_FXP_INIT (draft-02 section 4).
extension Session {
    /// Negotiates the version; a second INIT is answered again, as OpenSSH does.
    func initialize(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try InitPacket(from: &reader)
        var exchange = exchange(.`init`, reader.header, .`init`)
        exchange.clientVersion = request.version
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        version = ProtocolVersion.negotiated(client: request.version)
        stage = .ready
        writeVersion()
        finish(&exchange, path: RawSpan())
    }

    private func writeVersion() {
        let writer = HandshakeWriter(.version, version: version.rawValue, to: &output)
        for name in ExtensionName.allCases { writer.append(name, to: &output) }
        writer.finish(&output)
    }
}
