internal import SSHTransport

extension Version {
    /// The line of `--version`: this version and libssh's, whose fixes matter too.
    public static var text: String { "\(current) (libssh \(SSHServer.libraryVersion))" }
}
