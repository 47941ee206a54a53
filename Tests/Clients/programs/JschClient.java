// The common client commands on JSch.

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;

public class JschClient {
    private static final int MILLISECONDS = 20_000;

    private static Session connect() throws JSchException {
        JSch jsch = new JSch();
        jsch.setKnownHosts(System.getenv("SFTP_KNOWN_HOSTS"));
        int port = Integer.parseInt(System.getenv("SFTP_PORT"));
        Session session = jsch.getSession(
            System.getenv("SFTP_USER"), System.getenv("SFTP_HOST"), port);
        session.setPassword(System.getenv("SFTP_PASSWORD"));
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("PreferredAuthentications", "password,keyboard-interactive");
        session.connect(MILLISECONDS);
        return session;
    }

    private static void run(ChannelSftp sftp, String command, String[] words)
        throws SftpException {
        switch (command) {
            case "upload" -> sftp.put(words[1], words[2]);
            case "download" -> sftp.get(words[1], words[2]);
            case "resume-upload" -> sftp.put(words[1], words[2], ChannelSftp.RESUME);
            case "list" -> {
                for (Object entry : sftp.ls(words[1])) {
                    String name = ((ChannelSftp.LsEntry) entry).getFilename();
                    if (!name.equals(".") && !name.equals("..")) {
                        System.out.println(name);
                    }
                }
            }
            case "stat" -> {
                SftpATTRS found = sftp.stat(words[1]);
                System.out.printf("%d %o%n", found.getSize(), found.getPermissions() & 07777);
            }
            case "rename" -> sftp.rename(words[1], words[2]);
            case "remove" -> sftp.rm(words[1]);
            case "mkdir" -> sftp.mkdir(words[1]);
            case "rmdir" -> sftp.rmdir(words[1]);
            case "chmod" -> sftp.chmod(Integer.parseInt(words[1], 8), words[2]);
            case "symlink" -> sftp.symlink(words[1], words[2]);
            default -> throw new IllegalArgumentException(command);
        }
    }

    public static void main(String[] words) {
        Session session = null;
        int status = 0;
        try {
            session = connect();
            ChannelSftp sftp = (ChannelSftp) session.openChannel("sftp");
            sftp.connect(MILLISECONDS);
            run(sftp, words[0], words);
            sftp.disconnect();
        } catch (JSchException | SftpException error) {
            System.err.printf("%s: %s%n", words[0], error);
            status = 1;
        }
        if (session != null) {
            session.disconnect();
        }
        System.exit(status);
    }
}
