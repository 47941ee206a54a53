public import SSHTransport
internal import StrictJSON

/// What a client needs to know of a double that listens; printed as one line of JSON.
public struct ReadyRecord: Sendable {
    /// The address it listens on.
    public var host: String
    /// The port.
    public var port: UInt16
    /// Who may log in.
    public var accounts: [Account]
    /// The host keys.
    public var hostKeys: [HostKey]
    /// The seed of the run.
    public var seed: UInt64

    /// The line, without a line feed.
    public var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("event")
        writer.string("ready")
        writer.key("host")
        writer.string(host)
        writer.key("port")
        writer.integer(port)
        writer.key("users")
        writer.beginArray()
        for account in accounts { write(account, to: &writer) }
        writer.endArray()
        writer.key("hostKeys")
        writer.beginArray()
        for key in hostKeys { write(key, to: &writer) }
        writer.endArray()
        writer.key("seed")
        writer.integer(seed)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ account: Account, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("name")
        writer.string(account.name)
        if let password = account.password {
            writer.key("password")
            writer.string(password)
        }
        writer.key("home")
        writer.bytes(account.home)
        writer.endObject()
    }

    private func write(_ key: HostKey, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("type")
        writer.string(key.typeName)
        writer.key("fingerprint")
        writer.string(key.fingerprint)
        writer.key("publicKey")
        writer.string(key.publicKeyLine)
        writer.endObject()
    }
}
