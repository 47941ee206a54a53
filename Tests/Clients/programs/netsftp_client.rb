# The common client commands on Ruby's net-sftp.

require "net/sftp"

CHUNK = 32_768

def resume_upload(sftp, local, remote)
  sftp.file.open(remote, "r+") do |target|
    done = target.stat.size
    target.pos = done
    File.open(local, "rb") do |source|
      source.seek(done)
      while (chunk = source.read(CHUNK))
        target.write(chunk)
      end
    end
  end
end

def resume_download(sftp, remote, local)
  File.open(local, "ab") do |target|
    sftp.file.open(remote, "r") do |source|
      source.pos = File.size(local)
      # At the end net-sftp returns an empty string, where IO returns nil.
      until (chunk = source.read(CHUNK)).empty?
        target.write(chunk)
      end
    end
  end
end

def run(sftp, command, first, second)
  case command
  when "upload" then sftp.upload!(first, second)
  when "download" then sftp.download!(first, second)
  when "download-folder" then sftp.download!(first, second, recursive: true)
  when "resume-upload" then resume_upload(sftp, first, second)
  when "resume-download" then resume_download(sftp, first, second)
  when "list" then puts(sftp.dir.entries(first).map(&:name) - [".", ".."])
  when "stat"
    found = sftp.stat!(first)
    puts format("%d %o", found.size, found.permissions & 0o7777)
  when "rename" then sftp.rename!(first, second)
  when "remove" then sftp.remove!(first)
  when "mkdir" then sftp.mkdir!(first)
  when "rmdir" then sftp.rmdir!(first)
  when "chmod" then sftp.setstat!(second, permissions: first.to_i(8))
  when "symlink"
    # Before version 6 net-sftp sends its arguments in this order, and servers read the first
    # as the target.
    ordered = sftp.protocol.version < 6 ? [first, second] : [second, first]
    sftp.symlink!(*ordered)
  when "link" then sftp.link!(second, first, false)
  when "lock"
    handle = sftp.open!(first, "r+")
    sftp.block!(handle, 0, 10, 0xC0)
    sftp.write!(handle, 0, "overwrites")
    sftp.unblock!(handle, 0, 10)
    sftp.close!(handle)
  else abort "unknown command #{command}"
  end
end

command, first, second = ARGV
options = {
  port: ENV["SFTP_PORT"].to_i, password: ENV["SFTP_PASSWORD"], timeout: 20, config: false,
  auth_methods: ["password"], non_interactive: true, use_agent: false,
  user_known_hosts_file: ENV["SFTP_KNOWN_HOSTS"], verify_host_key: :always
}
begin
  version = { version: ENV["SFTP_VERSION"].to_i }
  Net::SFTP.start(ENV["SFTP_HOST"], ENV["SFTP_USER"], options, version) do |sftp|
    run(sftp, command, first, second)
  end
rescue StandardError => e
  warn "#{command}: #{e.class}: #{e.message}"
  exit 1
end
