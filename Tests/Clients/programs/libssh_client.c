/* The common client commands on libssh's own sftp_* calls. */

#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK = 32768 };

static ssh_session session;
static sftp_session sftp;

static int fail(const char *what) {
    fprintf(stderr, "%s: %s (sftp status %d)\n", what, ssh_get_error(session),
            sftp ? sftp_get_error(sftp) : -1);
    return 1;
}

static int check_host_key(void) {
    ssh_key key = NULL;
    unsigned char *hash = NULL;
    size_t length = 0;
    char hex[65] = "";
    if (ssh_get_server_publickey(session, &key) != SSH_OK) return -1;
    if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == 0)
        for (size_t i = 0; i < length && i < 32; i++) sprintf(hex + 2 * i, "%02x", hash[i]);
    ssh_clean_pubkey_hash(&hash);
    ssh_key_free(key);
    return strcmp(hex, getenv("SFTP_HOST_KEY_SHA256"));
}

static int authenticate(void) {
    const char *identity = getenv("SFTP_IDENTITY");
    if (!*identity) return ssh_userauth_password(session, NULL, getenv("SFTP_PASSWORD"));
    ssh_key key = NULL;
    if (ssh_pki_import_privkey_file(identity, NULL, NULL, NULL, &key) != SSH_OK) return -1;
    int result = ssh_userauth_publickey(session, NULL, key);
    ssh_key_free(key);
    return result;
}

static int connect_all(void) {
    int yes = 1, no = 0;
    long seconds = 15;
    session = ssh_new();
    ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no);
    ssh_options_set(session, SSH_OPTIONS_NODELAY, &yes);
    ssh_options_set(session, SSH_OPTIONS_HOST, getenv("SFTP_HOST"));
    ssh_options_set(session, SSH_OPTIONS_PORT_STR, getenv("SFTP_PORT"));
    ssh_options_set(session, SSH_OPTIONS_USER, getenv("SFTP_USER"));
    ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds);
    if (ssh_connect(session) != SSH_OK) return fail("connect");
    if (check_host_key() != 0) return fail("unexpected host key");
    if (authenticate() != SSH_AUTH_SUCCESS) return fail("authenticate");
    sftp = sftp_new(session);
    if (!sftp || sftp_init(sftp) != SSH_OK) return fail("start sftp");
    return 0;
}

static int store(const char *local, const char *remote, int resume) {
    static char chunk[CHUNK];
    size_t count;
    FILE *source = fopen(local, "rb");
    int flags = O_WRONLY | (resume ? 0 : O_CREAT | O_TRUNC);
    sftp_file target = sftp_open(sftp, remote, flags, 0644);
    if (!source || !target) return fail("open");
    if (resume) {
        sftp_attributes found = sftp_fstat(target);
        if (!found) return fail("fstat");
        if (fseek(source, (long)found->size, SEEK_SET) || sftp_seek64(target, found->size))
            return fail("seek");
        sftp_attributes_free(found);
    }
    int status = 0;
    while (!status && (count = fread(chunk, 1, sizeof chunk, source)) > 0)
        if (sftp_write(target, chunk, count) != (ssize_t)count) status = fail("write");
    fclose(source);
    return sftp_close(target) == SSH_OK || status ? status : fail("close");
}

static int fetch(const char *remote, const char *local, int resume) {
    static char chunk[CHUNK];
    ssize_t count;
    FILE *target = fopen(local, resume ? "ab" : "wb");
    sftp_file source = sftp_open(sftp, remote, O_RDONLY, 0);
    if (!source || !target) return fail("open");
    if (resume && (fseek(target, 0, SEEK_END) || sftp_seek64(source, (uint64_t)ftell(target))))
        return fail("seek");
    while ((count = sftp_read(source, chunk, sizeof chunk)) > 0)
        if (fwrite(chunk, 1, (size_t)count, target) != (size_t)count) return fail("local write");
    int status = count < 0 ? fail("read") : 0;
    fclose(target);
    return sftp_close(source) == SSH_OK || status ? status : fail("close");
}

static int list(const char *folder) {
    sftp_attributes entry;
    sftp_dir handle = sftp_opendir(sftp, folder);
    if (!handle) return fail("opendir");
    while ((entry = sftp_readdir(sftp, handle))) {
        if (strcmp(entry->name, ".") && strcmp(entry->name, "..")) puts(entry->name);
        sftp_attributes_free(entry);
    }
    if (!sftp_dir_eof(handle)) return fail("readdir");
    return sftp_closedir(handle) == SSH_OK ? 0 : fail("closedir");
}

static int show(const char *path) {
    sftp_attributes found = sftp_stat(sftp, path);
    if (!found) return fail("stat");
    printf("%llu %o\n", (unsigned long long)found->size, found->permissions & 07777);
    sftp_attributes_free(found);
    return 0;
}

static int run(const char *command, const char *first, const char *second) {
    int result;
    if (!strcmp(command, "upload")) return store(first, second, 0);
    if (!strcmp(command, "resume-upload")) return store(first, second, 1);
    if (!strcmp(command, "download")) return fetch(first, second, 0);
    if (!strcmp(command, "resume-download")) return fetch(first, second, 1);
    if (!strcmp(command, "list")) return list(first);
    if (!strcmp(command, "stat")) return show(first);
    if (!strcmp(command, "rename")) result = sftp_rename(sftp, first, second);
    else if (!strcmp(command, "remove")) result = sftp_unlink(sftp, first);
    else if (!strcmp(command, "mkdir")) result = sftp_mkdir(sftp, first, 0755);
    else if (!strcmp(command, "rmdir")) result = sftp_rmdir(sftp, first);
    else if (!strcmp(command, "chmod"))
        result = sftp_chmod(sftp, second, (mode_t)strtoul(first, NULL, 8));
    else if (!strcmp(command, "symlink")) result = sftp_symlink(sftp, first, second);
    else return fail("unknown command");
    return result == 0 ? 0 : fail(command);
}

int main(int count, char **words) {
    if (count < 3) return 2;
    int status = connect_all();
    if (!status) status = run(words[1], words[2], count > 3 ? words[3] : "");
    if (sftp) sftp_free(sftp);
    ssh_disconnect(session);
    ssh_free(session);
    return status;
}
