/* The common client commands on libssh2. */

#include <arpa/inet.h>
#include <libssh2.h>
#include <libssh2_sftp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 };

static LIBSSH2_SESSION *session;
static LIBSSH2_SFTP *sftp;

static int fail(const char *what) {
    char *text = "no session";
    if (session) libssh2_session_last_error(session, &text, NULL, 0);
    fprintf(stderr, "%s: %s (sftp status %lu)\n", what, text,
            sftp ? libssh2_sftp_last_error(sftp) : 0UL);
    return 1;
}

static int open_socket(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons((unsigned short)atoi(getenv("SFTP_PORT")));
    if (descriptor < 0 || inet_pton(AF_INET, getenv("SFTP_HOST"), &address.sin_addr) != 1)
        return -1;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address)) return -1;
    return descriptor;
}

static int check_host_key(void) {
    char hex[65] = "";
    const char *hash = libssh2_hostkey_hash(session, LIBSSH2_HOSTKEY_HASH_SHA256);
    for (int i = 0; hash && i < 32; i++) sprintf(hex + 2 * i, "%02x", (unsigned char)hash[i]);
    return strcmp(hex, getenv("SFTP_HOST_KEY_SHA256"));
}

static int authenticate(void) {
    const char *user = getenv("SFTP_USER"), *identity = getenv("SFTP_IDENTITY");
    if (!*identity) return libssh2_userauth_password(session, user, getenv("SFTP_PASSWORD"));
    return libssh2_userauth_publickey_fromfile(session, user, NULL, identity, NULL);
}

static int connect_all(int descriptor) {
    if (descriptor < 0) return fail("connect");
    libssh2_init(0);
    session = libssh2_session_init();
    libssh2_session_set_timeout(session, 20000);
    libssh2_session_method_pref(session, LIBSSH2_METHOD_HOSTKEY, "ssh-ed25519");
    if (libssh2_session_handshake(session, descriptor)) return fail("handshake");
    if (check_host_key() != 0) return fail("unexpected host key");
    if (authenticate()) return fail("authenticate");
    sftp = libssh2_sftp_init(session);
    return sftp ? 0 : fail("start sftp");
}

static int write_all(LIBSSH2_SFTP_HANDLE *target, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = libssh2_sftp_write(target, bytes, count);
        if (written < 0) return fail("write");
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

static int store(const char *local, const char *remote, int resume) {
    static char chunk[CHUNK];
    size_t count;
    FILE *source = fopen(local, "rb");
    unsigned long flags =
        LIBSSH2_FXF_WRITE | (resume ? 0 : LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC);
    LIBSSH2_SFTP_HANDLE *target = libssh2_sftp_open(sftp, remote, flags, 0644);
    if (!source || !target) return fail("open");
    if (resume) {
        LIBSSH2_SFTP_ATTRIBUTES found;
        if (libssh2_sftp_fstat(target, &found)) return fail("fstat");
        if (fseek(source, (long)found.filesize, SEEK_SET)) return fail("seek");
        libssh2_sftp_seek64(target, found.filesize);
    }
    int status = 0;
    while (!status && (count = fread(chunk, 1, sizeof chunk, source)) > 0)
        status = write_all(target, chunk, count);
    fclose(source);
    return libssh2_sftp_close(target) == 0 || status ? status : fail("close");
}

static int fetch(const char *remote, const char *local, int resume) {
    static char chunk[CHUNK];
    ssize_t count;
    FILE *target = fopen(local, resume ? "ab" : "wb");
    LIBSSH2_SFTP_HANDLE *source = libssh2_sftp_open(sftp, remote, LIBSSH2_FXF_READ, 0);
    if (!source || !target) return fail("open");
    if (resume) {
        if (fseek(target, 0, SEEK_END)) return fail("seek");
        libssh2_sftp_seek64(source, (libssh2_uint64_t)ftell(target));
    }
    while ((count = libssh2_sftp_read(source, chunk, sizeof chunk)) > 0)
        if (fwrite(chunk, 1, (size_t)count, target) != (size_t)count) return fail("local write");
    int status = count < 0 ? fail("read") : 0;
    fclose(target);
    return libssh2_sftp_close(source) == 0 || status ? status : fail("close");
}

static int list(const char *folder) {
    char name[1024];
    int length;
    LIBSSH2_SFTP_HANDLE *handle = libssh2_sftp_opendir(sftp, folder);
    if (!handle) return fail("opendir");
    while ((length = libssh2_sftp_readdir(handle, name, sizeof name, NULL)) > 0)
        if (strcmp(name, ".") && strcmp(name, "..")) puts(name);
    if (length < 0) return fail("readdir");
    return libssh2_sftp_closedir(handle) ? fail("closedir") : 0;
}

static int show(const char *path) {
    LIBSSH2_SFTP_ATTRIBUTES found;
    if (libssh2_sftp_stat(sftp, path, &found)) return fail("stat");
    printf("%llu %lo\n", (unsigned long long)found.filesize, found.permissions & 07777);
    return 0;
}

static int change_mode(const char *digits, const char *path) {
    LIBSSH2_SFTP_ATTRIBUTES wanted = {.flags = LIBSSH2_SFTP_ATTR_PERMISSIONS};
    wanted.permissions = strtoul(digits, NULL, 8);
    return libssh2_sftp_setstat(sftp, path, &wanted);
}

static int run(const char *command, const char *first, const char *second) {
    int result;
    if (!strcmp(command, "upload")) return store(first, second, 0);
    if (!strcmp(command, "resume-upload")) return store(first, second, 1);
    if (!strcmp(command, "download")) return fetch(first, second, 0);
    if (!strcmp(command, "resume-download")) return fetch(first, second, 1);
    if (!strcmp(command, "list")) return list(first);
    if (!strcmp(command, "stat")) return show(first);
    if (!strcmp(command, "rename")) result = libssh2_sftp_rename(sftp, first, second);
    else if (!strcmp(command, "remove")) result = libssh2_sftp_unlink(sftp, first);
    else if (!strcmp(command, "mkdir")) result = libssh2_sftp_mkdir(sftp, first, 0755);
    else if (!strcmp(command, "rmdir")) result = libssh2_sftp_rmdir(sftp, first);
    else if (!strcmp(command, "chmod")) result = change_mode(first, second);
    /* libssh2 sends its first argument as the first string: the target, as OpenSSH wants it. */
    else if (!strcmp(command, "symlink"))
        result = libssh2_sftp_symlink(sftp, first, (char *)second);
    else return fail("unknown command");
    return result == 0 ? 0 : fail(command);
}

int main(int count, char **words) {
    if (count < 3) return 2;
    int descriptor = open_socket();
    int status = connect_all(descriptor);
    if (!status) status = run(words[1], words[2], count > 3 ? words[3] : "");
    if (sftp) libssh2_sftp_shutdown(sftp);
    if (session) {
        libssh2_session_disconnect(session, "done");
        libssh2_session_free(session);
    }
    if (descriptor >= 0) close(descriptor);
    return status;
}
