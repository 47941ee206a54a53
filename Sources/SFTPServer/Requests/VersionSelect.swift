internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// version-select (draft-13 section 5.5).
extension Session {
    /// Changes the version to one the server offers; only the first request may.
    ///
    /// The draft closes the channel behind any other, so that a client need not wait for the
    /// answer: what it sent meanwhile would be read in the wrong version.
    func versionSelect(
        _ header: PacketHeader, _ reader: inout WireReader, _ packet: RawSpan
    ) {
        var exchange = exchange(.extended, header, .extended)
        exchange.extensionName = Array("version-select".utf8)
        let asked = try? reader.readString("version-from-list").array
        observe(&exchange, RawSpan())
        guard begin(&exchange, packet: packet, path: RawSpan()) else { return }
        let spec = context.protocolSpec
        let chosen = asked.flatMap { asked in
            ProtocolVersion.allCases.first { candidate in
                spec.versions.contains(candidate)
                    && String(candidate.rawValue).utf8.elementsEqual(asked)
            }
        }
        // What was not announced cannot be chosen from, unless the scenario hides it.
        let isOffered =
            spec.announces(.versions, at: version) || spec.extensions[.versions] == .hidden
        if !isFirstRequest {
            refuse(&exchange, .badMessage, "version-select is not the first request")
        } else if asked == nil {
            refuse(&exchange, .badMessage, "version-select without a version")
        } else if let chosen, isOffered {
            version = chosen
            replyStatus(&exchange, .ok)
        } else {
            refuse(&exchange, .invalidParameter, "Not one of the versions offered")
        }
        finish(&exchange, path: RawSpan())
    }

    private func refuse(_ exchange: inout Exchange, _ code: StatusCode, _ message: String) {
        replyStatus(&exchange, code, message: message)
        exchange.closesChannel = true
    }
}
