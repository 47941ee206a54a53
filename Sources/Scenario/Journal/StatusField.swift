import SFTPWire
import StrictJSON

extension JSONWriter {
    /// Writes a status by its name, or by its number where no draft names it.
    mutating func field(_ key: StaticString, _ code: StatusCode) {
        self.key(key)
        if let name = code.row?.shortName {
            string(name)
        } else {
            integer(code.rawValue)
        }
    }
}
