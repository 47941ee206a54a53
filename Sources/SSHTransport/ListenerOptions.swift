import CLibSSH

/// Makes the listener object through which libssh learns keys and algorithms.
enum ListenerOptions {
    /// The caller owns the result.
    ///
    /// - Throws: `SSHServerError` when libssh takes none of a list, or not a key.
    static func make(_ configuration: SSHServerConfiguration) throws(SSHServerError) -> ssh_bind {
        guard let bind = ssh_bind_new() else {
            throw .system(call: "ssh_bind_new", errorNumber: 12)
        }
        do throws(SSHServerError) {
            // Otherwise the first connection reads a configuration of the machine.
            var processConfig = false
            ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &processConfig)
            let algorithms = configuration.algorithms
            try set(bind, SSH_BIND_OPTIONS_BANNER, configuration.identification)
            try set(bind, SSH_BIND_OPTIONS_KEY_EXCHANGE, algorithms.keyExchange)
            try set(bind, SSH_BIND_OPTIONS_CIPHERS_C_S, algorithms.ciphers)
            try set(bind, SSH_BIND_OPTIONS_CIPHERS_S_C, algorithms.ciphers)
            try set(bind, SSH_BIND_OPTIONS_HMAC_C_S, algorithms.macs)
            try set(bind, SSH_BIND_OPTIONS_HMAC_S_C, algorithms.macs)
            if let hostKeys = algorithms.hostKeys {
                try set(bind, SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, hostKeys)
            }
            for key in configuration.hostKeys where !key.install(in: bind) {
                throw .hostKeyRejected(key.typeName)
            }
        } catch {
            ssh_bind_free(bind)
            throw error
        }
        return bind
    }

    private static func set(
        _ bind: ssh_bind, _ option: ssh_bind_options_e, _ value: String
    ) throws(SSHServerError) {
        guard ssh_bind_options_set(bind, option, value) == SSH_OK else {
            throw .invalidConfiguration("libssh knows no algorithm of \"\(value)\"")
        }
    }
}
