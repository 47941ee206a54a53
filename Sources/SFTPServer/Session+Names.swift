internal import SFTPWire
internal import Scenario

// Names on the wire: any bytes in version 3, UTF-8 later (draft-04 section 6.2, draft-13 6).
extension Session {
    /// Whether names have to be UTF-8: the scenario can take any bytes instead, and a client of
    /// version 6 can turn the translation off.
    private var wantsUTF8: Bool {
        version > .v3 && translatesNames && context.protocolSpec.names == .utf8
    }

    /// Whether a name a client sent can name anything.
    func isAcceptable(_ name: RawSpan) -> Bool { !wantsUTF8 || Self.isUTF8(name) }

    /// A name of the files as the client is shown it.
    ///
    /// What is not UTF-8 is repaired, and can then not be used to name the file; version 6 is
    /// told so and given the true name (draft-13 section 7.13).
    func shown(_ name: [UInt8], _ attributes: inout FileAttributes) -> [UInt8] {
        guard wantsUTF8, !Self.isUTF8(name.span.bytes) else { return name }
        if version >= .v6 {
            attributes.bits = (attributes.bits ?? []).union(.translationError)
            attributes.bitsValid = (attributes.bitsValid ?? []).union(.translationError)
            attributes.untranslatedName = name
        }
        return Array(String(decoding: name, as: UTF8.self).utf8)
    }

    private static func isUTF8(_ name: RawSpan) -> Bool {
        name.withUnsafeBytes { bytes in
            bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
        }
    }
}
