import CLibSSH
import Logging

extension SSHConnection {
    /// The listener object with this connection's host keys, and whether it has to be freed.
    func ownBind() -> (bind: ssh_bind, isOwn: Bool) {
        guard let keys = loop.context.delegate.hostKeys(info) else { return (loop.bind, false) }
        var configuration = configuration
        configuration.hostKeys = keys
        do throws(SSHServerError) {
            return (try ListenerOptions.make(configuration), true)
        } catch {
            // Out of memory: the usual keys are better than no connection.
            loop.context.logger.error("host keys of connection \(info.number): \(error)")
            return (loop.bind, false)
        }
    }
}
