import CLibSSH
import Testing

/// libssh's log belongs to the thread: a task that uses it leaves it as it was.
struct MessageLogTests {
    @Test func `a task inside another use of the log gives it back, and passes its lines on`() {
        var count: Int32 = 0
        withUnsafeMutablePointer(to: &count) { count in
            ssh_set_log_userdata(count)
            ssh_set_log_callback { _, _, _, count in
                count?.assumingMemoryBound(to: Int32.self).pointee += 1
            }
            ssh_set_log_level(Int32(SSH_LOG_FUNCTIONS))
            var task = clibssh_task()
            clibssh_begin(&task)
            #expect(ssh_get_log_userdata() != UnsafeMutableRawPointer(count))
            clibssh_logged(Int32(SSH_LOG_PACKET), "f", "packet: read type 5", &task)
            #expect(count.pointee == 1)
            clibssh_end(&task)
            #expect(ssh_get_log_level() == Int32(SSH_LOG_FUNCTIONS))
            #expect(ssh_get_log_userdata() == UnsafeMutableRawPointer(count))
            ssh_set_log_level(Int32(SSH_LOG_NOLOG))
            ssh_set_log_userdata(nil)
        }
    }

    @Test func `where nobody listened, a task leaves the log silent`() {
        ssh_set_log_level(Int32(SSH_LOG_NOLOG))
        ssh_set_log_userdata(nil)
        var task = clibssh_task()
        clibssh_begin(&task)
        clibssh_end(&task)
        #expect(ssh_get_log_level() == Int32(SSH_LOG_NOLOG))
        #expect(ssh_get_log_userdata() == nil)
    }
}
