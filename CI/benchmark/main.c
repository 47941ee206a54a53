/* sftp-load: measures one SFTP server on 127.0.0.1 and prints figures, one per
   line as name, tab, value. CI/bench runs it against several servers in turn. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "failure.h"
#include "measures.h"

void report(const char *name, double value) {
    printf("%s\t%.6g\n", name, value);
    fflush(stdout);
}

static int ascending(const void *left, const void *right) {
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

double median(double *values, size_t count) {
    if (count == 0) return 0;
    qsort(values, count, sizeof *values, ascending);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

void open_or_give_up(struct session *session, const struct options *options) {
    if (!session_open(session, &options->target)) give_up("opening a session");
}

/* Writes a fresh ed25519 key and prints its line for authorized_keys. */
static void make_key(const char *path) {
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (key == NULL || file == NULL
        || PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) != 1 || fclose(file) != 0) {
        fail("%s", strerror(errno));
        give_up(path);
    }
    uint8_t raw[32], text[128];
    size_t count = sizeof raw;
    EVP_PKEY_get_raw_public_key(key, raw, &count);
    struct message blob;
    message_reset(&blob);
    message_text(&blob, "ssh-ed25519");
    message_string(&blob, raw, count);
    EVP_EncodeBlock(text, blob.bytes, (int)blob.count);
    printf("ssh-ed25519 %s sftp-load\n", (char *)text);
}

/* Touches this much memory and gives it back. In a virtual machine the first touch
   of a page since the machine started can cost twenty times the later ones,
   because the host has to find memory; without this whoever is measured first
   with much memory pays for it. */
static void touch_memory(const char *bytes) {
    size_t count = strtoull(bytes, NULL, 10);
    char *memory = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        fail("%s", strerror(errno));
        give_up("touching memory");
    }
    madvise(memory, count, MADV_HUGEPAGE);
    for (size_t each = 0; each < count; each += 4096) memory[each] = 1;
    munmap(memory, count);
}

/* Prints a port nobody listens on now. */
static void print_free_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int probe = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(probe, (struct sockaddr *)&address, sizeof address) != 0
        || getsockname(probe, (struct sockaddr *)&address, &size) != 0) {
        fail("%s", strerror(errno));
        give_up("looking for a free port");
    }
    close(probe);
    printf("%u\n", ntohs(address.sin_port));
}

static EVP_PKEY *read_key(const char *path) {
    FILE *file = fopen(path, "r");
    EVP_PKEY *key = file == NULL ? NULL : PEM_read_PrivateKey(file, NULL, NULL, NULL);
    if (key == NULL) {
        fail("no private key there");
        give_up(path);
    }
    fclose(file);
    return key;
}

static enum cipher_kind cipher_called(const char *name) {
    if (strcmp(name, "aes128-gcm") == 0) return CIPHER_AES128_GCM;
    if (strcmp(name, "chacha20") == 0) return CIPHER_CHACHA20_POLY1305;
    fail("neither aes128-gcm nor chacha20");
    give_up(name);
}

static const struct {
    const char *name;
    void (*run)(const struct options *options);
} measures[] = {
    {"ready", measure_ready},       {"connect", measure_connect}, {"transfer", measure_transfer},
    {"stat", measure_stat},         {"files", measure_files},     {"listing", measure_listing},
    {"sessions", measure_sessions},
};

static void usage(void) {
    fputs(
        "usage: sftp-load keygen FILE\n"
        "       sftp-load port\n"
        "       sftp-load touch BYTES\n"
        "       sftp-load MEASURE --port P --user U (--key FILE | --password TEXT)\n"
        "           [--cipher aes128-gcm|chacha20] [--seconds S] [--bytes N] [--depth N]\n"
        "           [--count N] [--sessions N,N,…] [--pid PID] [-- COMMAND …]\n"
        "measures: ready connect transfer stat files listing sessions\n",
        stderr);
    exit(2);
}

static void set(struct options *options, const char *name, const char *value) {
    if (strcmp(name, "--port") == 0) options->target.port = (uint16_t)atoi(value);
    else if (strcmp(name, "--user") == 0) options->target.user = value;
    else if (strcmp(name, "--key") == 0) options->target.key = read_key(value);
    else if (strcmp(name, "--password") == 0) options->target.password = value;
    else if (strcmp(name, "--cipher") == 0) options->target.cipher = cipher_called(value);
    else if (strcmp(name, "--seconds") == 0) options->seconds = atof(value);
    else if (strcmp(name, "--bytes") == 0) options->bytes = strtoull(value, NULL, 10);
    else if (strcmp(name, "--depth") == 0) options->depth = (unsigned)atoi(value);
    else if (strcmp(name, "--count") == 0) options->count = (unsigned)atoi(value);
    else if (strcmp(name, "--sessions") == 0) options->sessions = value;
    else if (strcmp(name, "--pid") == 0) options->server = atoi(value);
    else usage();
}

int main(int count, char **arguments) {
    if (count == 3 && strcmp(arguments[1], "keygen") == 0) {
        make_key(arguments[2]);
        return 0;
    }
    if (count == 3 && strcmp(arguments[1], "touch") == 0) {
        touch_memory(arguments[2]);
        return 0;
    }
    if (count == 2 && strcmp(arguments[1], "port") == 0) {
        print_free_port();
        return 0;
    }
    if (count < 2) usage();
    struct options options = {
        .target = {.user = "demo", .cipher = CIPHER_AES128_GCM},
        .seconds = 1,
        .bytes = 256 << 20,
        .depth = 64,
        .count = 20,
        .sessions = "100",
    };
    for (int each = 2; each < count; each += 2) {
        if (strcmp(arguments[each], "--") == 0) {
            options.command = arguments + each + 1;
            break;
        }
        if (each + 1 == count) usage();
        set(&options, arguments[each], arguments[each + 1]);
    }
    if (options.target.password == NULL && options.target.key == NULL) usage();
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    for (size_t each = 0; each < sizeof measures / sizeof *measures; each++) {
        if (strcmp(measures[each].name, arguments[1]) != 0) continue;
        measures[each].run(&options);
        return 0;
    }
    usage();
}
