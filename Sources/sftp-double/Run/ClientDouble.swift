internal import SFTPDouble
internal import SSHTransport
internal import Scenario

/// A double that was started for one run of a client, and what the client has to know of it.
struct ClientDouble {
    let double: TestDouble
    let target: ClientCommand.Target

    /// Starts it, with a key that lets the first user in and the files of the client beside it.
    init(
        _ configuration: Configuration, scenario: String, folder: ScratchFolder
    ) throws(StartError) {
        var configuration = configuration
        configuration.loops = 1
        let key: HostKey
        do throws(HostKeyError) {
            key = try HostKey.generate(.ed25519)
        } catch {
            throw .hostKey("key for the client: \(error.description)")
        }
        // Whoever lets everybody in would ask for a key once there is one.
        if let first = configuration.accounts.first,
            first.password != nil || !first.publicKeys.isEmpty
        {
            configuration.accounts[0].publicKeys.append(key.publicKeyLine)
        }
        double = try TestDouble(configuration)
        let ready = try double.start()
        let hosts = ready.hostKeys.map { "[\(ready.host)]:\(ready.port) \($0.publicKeyLine)\n" }
        guard let keyFile = folder.write(key.privateKeyText, to: "key"),
            let hostsFile = folder.write(hosts.joined(), to: "known_hosts"),
            let upload = folder.write(Self.upload, to: "upload.bin")
        else {
            _ = double.stop()
            throw .output("cannot write the client's files into \(folder.path)")
        }
        let account = configuration.accounts.first
        let fingerprint = ready.hostKeys.first?.fingerprint ?? ""
        target = ClientCommand.Target(
            host: ready.host, port: ready.port, user: account?.name ?? "",
            password: account?.password ?? "", key: keyFile, knownHosts: hostsFile,
            fingerprint: fingerprint, scenario: scenario, folder: folder.work, upload: upload)
    }

    /// Something to upload: 150,000 bytes, each line of which says where it stands.
    private static let upload: String = (0..<9_375).map { line in
        let number = String(line * 16)
        return String(repeating: ".", count: 15 - number.utf8.count) + number + "\n"
    }.joined()
}
