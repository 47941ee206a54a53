#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "measures.h"

struct process {
    pid_t pid, parent;
    unsigned long ticks;
    bool counted;
};

static bool read_stat(pid_t pid, struct process *process) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL) return false;
    size_t count = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[count] = 0;
    /* The name in brackets may hold anything: the fields start behind its end. */
    char *fields = strrchr(line, ')');
    unsigned long user, system, children_user, children_system;
    int parent;
    if (fields == NULL
        || sscanf(
               fields + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu", &parent,
               &user, &system, &children_user, &children_system) != 5)
        return false;
    process->pid = pid;
    process->parent = parent;
    process->ticks = user + system + children_user + children_system;
    process->counted = false;
    return true;
}

static void add_memory(pid_t pid, struct usage *usage) {
    char path[64], line[256];
    unsigned long kib;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL) return;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "Rss: %lu", &kib) == 1) usage->rss_mib += (double)kib / 1024;
        if (sscanf(line, "Pss: %lu", &kib) == 1) usage->pss_mib += (double)kib / 1024;
    }
    fclose(file);
}

static size_t all_processes(struct process *processes, size_t most) {
    size_t count = 0;
    DIR *directory = opendir("/proc");
    struct dirent *entry;
    while (directory != NULL && count < most && (entry = readdir(directory)) != NULL) {
        pid_t pid = atoi(entry->d_name);
        if (pid > 0 && read_stat(pid, &processes[count])) count++;
    }
    if (directory != NULL) closedir(directory);
    return count;
}

struct usage usage_of(pid_t first, bool memory) {
    enum { MOST = 16384 };
    static struct process processes[MOST];
    struct usage usage = {0};
    if (first <= 0) return usage;
    size_t count = all_processes(processes, MOST);
    bool found = true;
    while (found) {
        found = false;
        for (size_t each = 0; each < count; each++) {
            struct process *process = &processes[each];
            if (process->counted) continue;
            bool ours = process->pid == first;
            for (size_t other = 0; other < count && !ours; other++)
                ours = processes[other].counted && processes[other].pid == process->parent;
            if (!ours) continue;
            process->counted = found = true;
            usage.processes++;
            usage.cpu_seconds += (double)process->ticks / (double)sysconf(_SC_CLK_TCK);
            if (memory) add_memory(process->pid, &usage);
        }
    }
    return usage;
}

double own_cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}
