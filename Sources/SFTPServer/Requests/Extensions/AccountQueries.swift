internal import SFTPWire
internal import Scenario

// users-groups-by-id@openssh.com (OpenSSH PROTOCOL section 4.12).
extension Session {
    /// users-groups-by-id@openssh.com.
    func usersGroupsByID(_ reader: inout WireReader, _ packet: RawSpan) throws(WireError) {
        let request = try UsersGroupsByIDRequest(from: &reader, version: version)
        var exchange = exchange(.extended, reader.header, .usersGroupsByID)
        var users: [[UInt8]] = []
        for index in 0..<request.uids.count {
            users.append(context.accounts.userIfKnown(request.uids.id(at: index) ?? 0))
        }
        var groups: [[UInt8]] = []
        for index in 0..<request.gids.count {
            groups.append(context.accounts.groupIfKnown(request.gids.id(at: index) ?? 0))
        }
        answer(&exchange, packet) { exchange in
            UsersGroupsByIDReply(id: exchange.id, usernames: users, groupnames: groups)
                .write(to: &output, version: version)
        }
    }
}
