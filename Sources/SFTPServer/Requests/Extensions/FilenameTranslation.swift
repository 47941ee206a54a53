internal import SFTPWire
internal import Scenario

// filename-translation-control (draft-13 section 6).
extension Session {
    /// filename-translation-control.
    func filenameTranslationControl(
        _ reader: inout WireReader, _ packet: RawSpan
    ) throws(WireError) {
        let request = try FilenameTranslationControlRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .filenameTranslationControl)
        answer(&exchange, packet) { exchange in
            translatesNames = request.translates
            replyStatus(&exchange, .ok)
        }
    }
}
