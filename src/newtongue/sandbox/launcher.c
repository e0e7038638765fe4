/* Pid 1 of one program, and the wait of a warm interpreter: what init.py does, at a tenth of the
 * cost (the worker's side is attend.c). It knows no language and stands on the C library alone, so
 * that any interpreter that can call a function of a shared library can load it:
 *
 *   newtongue_launch  in a worker: clone a process into fresh namespaces that executes a command.
 *   newtongue_wait    in a warm interpreter: answer requests for ever, each by a clone; it returns
 *                     only in the clone's child, which is isolated by then and runs the program.
 *   newtongue_serve   where this library itself is executed: answer requests for ever, as launch
 *                     would, from a process that is small and so quickly cloned.
 *
 * All are asked by a struct request with its tail and six descriptors; launcher.py packs them.
 * Policy (which calls, limits, folders, environment) comes with the request: there is none here.
 */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE /* its longjmp takes the jump to another stack for an error */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <grp.h>
#include <unistd.h>

#include "launcher.h"

#define VERSION 2
#define LEAST 5    /* the first number that is an interpreter's own: 0 to 4 are each program's */
#define SOCKET 63  /* where whoever is asked finds the worker */
#define WATCHED 16 /* what one epoll set of an interpreter may hold */
#ifndef SOURCE
#define SOURCE ""
#endif
#define PAUSE_MS 50
#define USED (32 << 10) /* bytes: more than an init ever has on its stack */
#define CANNOT_START 127
#define MOST_STRINGS 4096 /* of a command, and of its environment */
#define SCRATCH "/scratch"
#define HOST "/.host"

/* the same numbers on every architecture */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#define CLOSE_ON_EXEC 4
#define READ_ONLY 1
#define NO_SUID 2
#define NO_DEV 4

/* What a request's tail holds: pointers into it. */
struct order {
    struct request *head;
    char *seccomp, *readable, *argv, *environ, *files, *end;
};

static const char *failing = ""; /* the call that failed last, for the report */

static void fail_with(int status, const char *what) {
    char line[256];
    int size = snprintf(line, sizeof line, "{\"error\": \"isolation: %s: %s\"}\n", what,
                        strerror(errno));
    if (write(status, line, size) < 0) _exit(251);
    _exit(250);
}

static int read_file(const char *path, char *text, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t got = read(fd, text, size - 1);
    close(fd);
    if (got < 0) return -1;
    text[got] = 0;
    return 0;
}

#define MUST(call, what)                   \
    do {                                   \
        if ((call) < 0) {                  \
            failing = what;                \
            return -1;                     \
        }                                  \
    } while (0)

static char *after(char *text, uint32_t strings, char *end) {
    while (text && strings--) {
        char *nul = text < end ? memchr(text, 0, end - text) : NULL;
        text = nul ? nul + 1 : NULL;
    }
    return text;
}

/* Whether the bytes are a whole request. */
static int read_order(char *bytes, size_t size, struct order *order) {
    struct request *head = (struct request *)bytes;
    if (size < sizeof *head || head->size != size || head->version != VERSION) return -1;
    order->head = head;
    order->end = bytes + size;
    order->seccomp = bytes + sizeof *head;
    if (head->seccomp > size - sizeof *head) return -1;
    order->readable = order->seccomp + head->seccomp;
    order->argv = after(order->readable, 2 * head->readable, order->end);
    order->environ = after(order->argv, head->argv, order->end);
    order->files = after(order->environ, head->environ, order->end);
    return order->files ? 0 : -1;
}

/* -- the root ---------------------------------------------------------------- */

struct attributes {
    uint64_t set, clear, propagation, userns;
};

static int restrict_mount(const char *target, uint64_t attributes, int recursive) {
    struct attributes how = {attributes, 0, 0, 0};
    return syscall(SYS_mount_setattr, AT_FDCWD, target, recursive ? AT_RECURSIVE : 0, &how,
                   sizeof how);
}

/* Make the folders above a path, and the path itself: a folder or an empty file. */
static int make_place(const char *target, int folder) {
    char path[4096];
    struct stat there;
    if (stat(target, &there) == 0) return 0;
    if (strlen(target) >= sizeof path) return errno = ENAMETOOLONG, -1;
    strcpy(path, target);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(path, 0755) < 0 && errno != EEXIST) return -1;
        *slash = '/';
    }
    if (folder) return mkdir(path, 0755);
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    return fd < 0 ? -1 : close(fd);
}

static int expose_all(struct order *order) {
    char *at = order->readable;
    for (uint32_t i = 0; i < order->head->readable; i++) {
        char *source = at, *target = source + strlen(source) + 1;
        struct stat there;
        MUST(stat(source, &there), "stat of a readable path");
        MUST(make_place(target, S_ISDIR(there.st_mode)), "place of a readable path");
        MUST(mount(source, target, NULL, MS_BIND | MS_REC, NULL), "bind of a readable path");
        MUST(restrict_mount(target, READ_ONLY | NO_SUID | NO_DEV, 1), "mount_setattr");
        at = target + strlen(target) + 1;
    }
    return 0;
}

static int mount_scratch(struct request *head) {
    char options[128];
    snprintf(options, sizeof options, "size=%llu,nr_inodes=%u,mode=700,uid=%u,gid=%u",
             (unsigned long long)head->disk, head->inodes, head->uid, head->uid);
    MUST(mount("scratch", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, options), "mount of scratch");
    MUST(mkdir(SCRATCH "/.tmp", 0700), "mkdir");
    MUST(chown(SCRATCH "/.tmp", head->uid, head->uid), "chown");
    return 0;
}

/* The names were checked by whoever packed them; no program has touched the folder yet. */
static int write_files(struct order *order) {
    uid_t user = order->head->uid;
    char *at = order->files;
    MUST(chdir(SCRATCH), "chdir");
    for (uint32_t i = 0; i < order->head->files; i++) {
        char *name = at;
        uint32_t length;
        at = after(at, 1, order->end);
        if (!at || order->end - at < (ptrdiff_t)sizeof length) return errno = EINVAL, -1;
        memcpy(&length, at, sizeof length);
        at += sizeof length;
        if (order->end - at < (ptrdiff_t)length) return errno = EINVAL, -1;
        for (char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
            *slash = 0;
            if (mkdir(name, 0755) == 0) MUST(chown(name, user, user), "chown");
            *slash = '/';
        }
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        MUST(fd, "open of a program's file");
        MUST(fchown(fd, user, user), "fchown");
        for (uint32_t done = 0; done < length;) {
            ssize_t wrote = write(fd, at + done, length - done);
            MUST(wrote, "write of a program's file");
            done += wrote;
        }
        close(fd);
        at += length;
    }
    return 0;
}

/* -- the program ------------------------------------------------------------- */

static int bound(int kind, rlim_t soft, rlim_t hard) {
    struct rlimit now;
    MUST(getrlimit(kind, &now), "getrlimit");
    if (now.rlim_max != RLIM_INFINITY) {
        soft = soft < now.rlim_max ? soft : now.rlim_max;
        hard = hard < now.rlim_max ? hard : now.rlim_max;
    }
    struct rlimit limit = {soft, hard};
    MUST(setrlimit(kind, &limit), "setrlimit");
    return 0;
}

static int set_limits(struct request *head) {
    rlim_t seconds = (rlim_t)head->cpu + (head->cpu > (double)(rlim_t)head->cpu) + 1;
    rlim_t most = head->processes + (head->flags & SWITCH ? 0 : 2);
    int memory = head->flags & ADDRESS_SPACE ? RLIMIT_AS : RLIMIT_DATA;
    if (bound(RLIMIT_CPU, seconds, seconds + 1) || bound(RLIMIT_FSIZE, head->disk, head->disk) ||
        bound(RLIMIT_NOFILE, head->open_files, head->open_files) ||
        bound(RLIMIT_STACK, head->stack, head->stack) || bound(RLIMIT_CORE, 0, 0) ||
        bound(RLIMIT_MEMLOCK, 0, 0) || bound(RLIMIT_MSGQUEUE, 0, 0) ||
        bound(RLIMIT_NPROC, most, most) || bound(memory, head->memory, head->memory))
        return -1;
    return 0;
}

/* Become the program's user, without any capability, now and after any exec. */
static int drop(struct request *head) {
    for (int cap = 0, has; (has = prctl(PR_CAPBSET_READ, cap, 0, 0, 0)) >= 0; cap++)
        if (has) MUST(prctl(PR_CAPBSET_DROP, cap, 0, 0, 0), "prctl(PR_CAPBSET_DROP)");
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (head->flags & SWITCH) {
        MUST(setgroups(0, NULL), "setgroups");
        MUST(setresgid(head->uid, head->uid, head->uid), "setresgid");
        MUST(setresuid(head->uid, head->uid, head->uid), "setresuid");
    }
    struct { uint32_t version; int pid; } version = {0x20080522, 0};
    struct { uint32_t effective, permitted, inheritable; } none[2] = {{0, 0, 0}, {0, 0, 0}};
    MUST(syscall(SYS_capset, &version, none), "capset");
    return 0;
}

/* Put the descriptors where a program finds them; the first number that must not reach it. */
static int place(struct request *head, const int *pipes) {
    int wanted[5], high[5], count = 3;
    wanted[0] = head->flags & STREAMS ? pipes[NONCE] : open("/dev/null", O_RDONLY | O_CLOEXEC);
    MUST(wanted[0], "open of /dev/null");
    wanted[1] = pipes[OUT];
    wanted[2] = pipes[ERR];
    if (head->flags & CHANNEL) {
        wanted[3] = pipes[NONCE];
        wanted[4] = pipes[RECORD];
        count = 5;
    }
    for (int i = 0; i < count; i++)
        MUST(high[i] = fcntl(wanted[i], F_DUPFD_CLOEXEC, HIGH), "fcntl(F_DUPFD)");
    if (!(head->flags & STREAMS)) close(wanted[0]); /* it may stand where another one belongs */
    for (int i = 0; i < count; i++) {
        MUST(dup2(high[i], i), "dup2");
        close(high[i]);
    }
    return count;
}

/* -- what an interpreter has open ---------------------------------------------

 * A clone would share each of them, offset, contents and flags, with the interpreter and so with
 * all programs after it. So it gets its own of the same kind at the same number: a file is opened
 * again by its name (of the program's file, which was empty when the interpreter opened it, this
 * is the program), a pipe, an event counter and an epoll set are made anew. All else is closed.
 */
static struct kept {
    enum { NOTHING, A_FILE, A_PIPE, A_COUNTER, AN_EPOLL } kind;
    int flags, on_exec, watched;
    off_t at;
    char what[128]; /* the path, or the pipe's name */
    struct epoll_event events[WATCHED];
    int targets[WATCHED];
} kept[SOCKET];

static void remember_epoll(int number) {
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", number);
    if (read_file(path, text, sizeof text)) return;
    for (char *line = strstr(text, "tfd:"); line; line = strstr(line + 1, "tfd:")) {
        int target, i = kept[number].watched;
        unsigned events;
        unsigned long long data;
        if (i == WATCHED || sscanf(line, "tfd: %d events: %x data: %llx", &target, &events, &data) != 3)
            return;
        kept[number].targets[i] = target;
        kept[number].events[i] = (struct epoll_event){.events = events, .data.u64 = data};
        kept[number].watched++;
    }
}

static void remember_open(void) {
    for (int number = LEAST; number < SOCKET; number++) {
        struct kept *one = &kept[number];
        struct stat there;
        char path[64];
        memset(one, 0, sizeof *one);
        one->on_exec = fcntl(number, F_GETFD);
        one->flags = fcntl(number, F_GETFL);
        snprintf(path, sizeof path, "/proc/self/fd/%d", number);
        ssize_t size = readlink(path, one->what, sizeof one->what - 1);
        if (one->on_exec < 0 || size < 0 || size == sizeof one->what - 1 || fstat(number, &there))
            continue;
        one->what[size] = 0;
        int plain = S_ISREG(there.st_mode) || S_ISCHR(there.st_mode);
        if (one->what[0] == '/' && plain && (one->flags & O_ACCMODE) == O_RDONLY) {
            one->kind = A_FILE;
            /* of its own program it knows nothing yet, but PLACE in warm.py */
            if (strncmp(one->what, SCRATCH "/", sizeof SCRATCH)) one->at = lseek(number, 0, SEEK_CUR);
        } else if (strncmp(one->what, "pipe:", 5) == 0) {
            one->kind = A_PIPE;
        } else if (strcmp(one->what, "anon_inode:[eventfd]") == 0) {
            one->kind = A_COUNTER;
        } else if (strcmp(one->what, "anon_inode:[eventpoll]") == 0) {
            one->kind = AN_EPOLL;
            remember_epoll(number);
        }
    }
}

/* Put a fresh descriptor at its number; one that can't be had is as if it had been closed. */
static void settle(int fresh, int number) {
    if (fresh < 0 || fresh == number) return;
    dup2(fresh, number);
    close(fresh);
}

static void open_pipe(int number) {
    int ends[2], high[2];
    if (pipe(ends)) return;
    for (int i = 0; i < 2; i++) {
        high[i] = fcntl(ends[i], F_DUPFD, HIGH);
        close(ends[i]);
    }
    for (int other = number; other < SOCKET; other++) {
        if (kept[other].kind != A_PIPE || strcmp(kept[other].what, kept[number].what)) continue;
        int writes = (kept[other].flags & O_ACCMODE) == O_WRONLY;
        if (other > number) kept[other].kind = NOTHING;
        dup2(high[writes], other);
        fcntl(other, F_SETFL, kept[other].flags);
        fcntl(other, F_SETFD, kept[other].on_exec);
    }
    for (int i = 0; i < 2; i++) close(high[i]);
}

static void open_anew(void) {
    for (int number = LEAST; number < SOCKET; number++) {
        struct kept *one = &kept[number];
        if (one->kind == A_PIPE) open_pipe(number);
        if (one->kind == A_FILE) settle(open(one->what, one->flags), number);
        if (one->kind == A_FILE && one->at > 0) lseek(number, one->at, SEEK_SET);
        if (one->kind == A_COUNTER) settle(eventfd(0, one->flags & O_NONBLOCK), number);
        if (one->kind == AN_EPOLL) settle(epoll_create1(0), number);
        if (one->kind != NOTHING) fcntl(number, F_SETFD, one->on_exec);
    }
    for (int number = LEAST; number < SOCKET; number++)
        for (int i = 0; i < kept[number].watched; i++)
            epoll_ctl(number, EPOLL_CTL_ADD, kept[number].targets[i], &kept[number].events[i]);
}

/* -- the program, once more ---------------------------------------------------- */

/* Who ends first where memory ends: the program, then its init, and the worker last. */
static void write_oom_score(const char *score) {
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        if (write(fd, score, strlen(score)) < 0) errno = 0; /* a wish, no bound */
        close(fd);
    }
}

/* Everything up to the program's first instruction. */
static int become_program(struct order *order, const int *pipes, int warm, int *status) {
    struct request *head = order->head;
    MUST(setsid(), "setsid");
    int first = place(head, pipes);
    if (first < 0) return -1;
    if (warm) {
        /* no exec will close these; and what the interpreter itself opened, its other clones share */
        MUST(dup2(pipes[STATUS], SOCKET), "dup2");
        MUST(syscall(SYS_close_range, first, SOCKET - 1, 0), "close_range");
        MUST(syscall(SYS_close_range, SOCKET + 1, ~0U, 0), "close_range");
        *status = SOCKET;
    } else {
        MUST(syscall(SYS_close_range, first, ~0U, CLOSE_ON_EXEC), "close_range");
        signal(SIGPIPE, SIG_DFL);
        signal(SIGXFSZ, SIG_DFL);
    }
    MUST(chdir(SCRATCH), "chdir");
    if (warm) open_anew();
    umask(022);
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    write_oom_score("1000");
    if (drop(head) || set_limits(head)) return -1;
    /* A change of user took it away. Without an exec, which gives it back, we want it now; before
     * one, our memory is the init's, which stays closed. */
    prctl(PR_SET_DUMPABLE, warm, 0, 0, 0);
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)");
    struct { unsigned short length; void *code; } filter = {head->seccomp / 8, order->seccomp};
    MUST(syscall(SYS_seccomp, 1, 0, &filter), "seccomp");
    return 0;
}

static void point(char **all, char *text, uint32_t count) {
    for (uint32_t i = 0; i < count; i++, text += strlen(text) + 1) all[i] = text;
    all[count] = NULL;
}

/* Nothing is allocated: the memory may be another process's. */
static void execute(struct order *order, int status) {
    static char *argv[MOST_STRINGS + 1], *environment[MOST_STRINGS + 1];
    if (order->head->argv > MOST_STRINGS || order->head->environ > MOST_STRINGS) {
        errno = E2BIG;
        fail_with(status, "command");
    }
    point(argv, order->argv, order->head->argv);
    point(environment, order->environ, order->head->environ);
    execve(argv[0], argv, environment);
    char *why = strerror(errno);
    char line[512];
    if (argv[0][0] != '/' || strncmp(argv[0], SCRATCH "/", sizeof SCRATCH) == 0) {
        /* what the program's own build left: its fault, as a shell would put it */
        int size = snprintf(line, sizeof line, "cannot start %.300s: %s\n", argv[0], why);
        if (write(2, line, size) < 0) _exit(CANNOT_START);
        _exit(CANNOT_START);
    }
    int size = snprintf(line, sizeof line, "{\"error\": \"cannot start %.300s: %s\"}\n", argv[0], why);
    if (write(status, line, size) < 0) _exit(251);
    _exit(250);
}

/* -- pid 1 ------------------------------------------------------------------- */

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

static double cpu_of_the_dead(void) {
    struct rusage past;
    getrusage(RUSAGE_CHILDREN, &past);
    return seconds(past.ru_utime) + seconds(past.ru_stime);
}

/* Bytes of one process, each page shared with others counted by its share. */
static double fair_share(const char *pid) {
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%.20s/smaps_rollup", pid);
    if (read_file(path, text, sizeof text)) return 0;
    char *line = strstr(text, "\nPss:");
    return line ? strtod(line + 5, NULL) * 1024 : 0;
}

/* As getdents64 writes it. */
struct entry {
    uint64_t inode;
    int64_t next;
    unsigned short size;
    unsigned char kind;
    char name[];
};

/* Add up one process: its ticks of CPU time with those of its dead children, and its pages. */
static int count(const char *pid, double *ticks, double *pages) {
    char path[64], text[1024];
    double values[24] = {0};
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    if (read_file(path, text, sizeof text)) return 0; /* ended meanwhile */
    char *field = strrchr(text, ')');
    /* field 3 (the state) follows the name */
    for (int i = 3; field && i < 25; i++) {
        field = strchr(field + 1, ' ');
        if (field) values[i - 3] = strtod(field + 1, NULL);
    }
    *ticks += values[11] + values[12] + values[13] + values[14];
    *pages += values[21];
    return 1;
}

/* CPU seconds of all that ran in this pid namespace, and bytes of memory that it holds. Nothing is
 * allocated: an interpreter shares its heap with the init of its program, which may be killed.
 */
static void tree(double *cpu, double *memory) {
    _Alignas(struct entry) char entries[4096];
    double ticks = 0, pages = 0, shares = 0;
    int processes = 0;
    for (int pass = 0; pass < 2; pass++) {
        int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        long got;
        while (proc >= 0 && (got = syscall(SYS_getdents64, proc, entries, sizeof entries)) > 0) {
            for (long at = 0; at < got; at += ((struct entry *)(entries + at))->size) {
                const char *name = ((struct entry *)(entries + at))->name;
                if (name[0] < '1' || name[0] > '9' || !strcmp(name, "1")) continue;
                if (pass)
                    shares += fair_share(name);
                else
                    processes += count(name, &ticks, &pages);
            }
        }
        if (proc >= 0) close(proc);
        /* pages that forked processes share are counted once for each: a busy tree pays for truth */
        if (processes < 2) break;
    }
    *cpu = cpu_of_the_dead() + ticks / sysconf(_SC_CLK_TCK);
    *memory = processes < 2 ? pages * sysconf(_SC_PAGESIZE) : shares;
}

static int forbidden(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS; }

/* Reap what daemons left, but not the program; whether a forbidden call ended one. */
static int bury_orphans(pid_t program) {
    int violation = 0, status;
    for (;;) {
        siginfo_t found = {0};
        if (waitid(P_ALL, 0, &found, WEXITED | WNOHANG | WNOWAIT) || !found.si_pid ||
            found.si_pid == program)
            return violation;
        waitpid(found.si_pid, &status, 0);
        violation |= forbidden(status);
    }
}

/* Wait until the program ends, its tree is over a limit, or the worker says stop; end all, report. */
static void watch(pid_t program, double most_cpu, double most_memory, int status, int stop) {
    struct pollfd events[2] = {{syscall(SYS_pidfd_open, program, 0), POLLIN, 0}, {stop, POLLIN, 0}};
    const char *limit = "null";
    double peak = 0, cpu, memory;
    int violation = 0, ended = 0, wait = 0, one;
    if (events[0].fd < 0) fail_with(status, "pidfd_open");
    for (;;) {
        int happened = poll(events, 2, PAUSE_MS);
        if (happened > 0 || (happened < 0 && errno != EINTR)) break;
        violation |= bury_orphans(program);
        tree(&cpu, &memory);
        if (memory > peak) peak = memory;
        if (cpu > most_cpu || memory > most_memory) {
            limit = cpu > most_cpu ? "\"timeout\"" : "\"memory\"";
            break;
        }
    }
    siginfo_t found = {0};
    ended = waitid(P_PID, program, &found, WEXITED | WNOHANG | WNOWAIT) == 0 && found.si_pid;
    /* the namespace would die with its init, but then nobody would know its CPU time */
    kill(-1, SIGKILL);
    struct rusage usage;
    pid_t pid;
    while ((pid = wait4(-1, &one, 0, &usage)) > 0 || (pid < 0 && errno == EINTR)) {
        if (pid < 0) continue;
        violation |= forbidden(one);
        if (pid == program) {
            wait = one;
            if (usage.ru_maxrss * 1024.0 > peak) peak = usage.ru_maxrss * 1024.0;
        }
    }
    char line[256], code[16] = "null";
    if (ended) snprintf(code, sizeof code, "%d", wait);
    int size = snprintf(line, sizeof line,
                        "{\"wait\": %s, \"cpu\": %.6f, \"peak\": %.0f, \"limit\": %s, "
                        "\"violation\": %s}\n",
                        code, cpu_of_the_dead(), peak, limit, violation ? "true" : "false");
    if (write(status, line, size) < 0) _exit(251);
}

/* Who was asked waits on this word until the program has been copied off, or executed: see bear. */
static uint32_t sharing;

static void stop_sharing(void) {
    __atomic_store_n(&sharing, 0, __ATOMIC_RELEASE);
    syscall(SYS_futex, &sharing, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* A program that is about to be executed: what it is, and how the init was when it began. */
struct start {
    struct order *order;
    const int *pipes;
    const sigset_t *signals;
    const struct sigaction *children;
};

static _Noreturn int start_program(void *given) {
    const struct start *start = given;
    int status = start->pipes[STATUS];
    sigaction(SIGCHLD, start->children, NULL);
    sigprocmask(SIG_SETMASK, start->signals, NULL);
    if (become_program(start->order, start->pipes, 0, &status)) fail_with(status, failing);
    execute(start->order, status);
    _exit(250);
}

/* Without a copy of the worker's memory, which the program would only throw away: it borrows the
 * init's, as vfork does, on a stack of its own. The init goes on once the program is executed. */
static pid_t begin_program(struct start *start) {
    static _Alignas(16) char stack[64 << 10];
    return clone(start_program, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, start);
}

/* The cloned process: pid 1. It returns only in the program's process of a warm interpreter. */
static void become_init(struct order *order, const int *pipes, int warm) {
    int status = pipes[STATUS], stop = pipes[STOP];
    failing = "setup";
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    setsid();
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
        fail_with(status, "mount of proc");
    if (warm) {
        if (mount_scratch(order->head) || write_files(order)) fail_with(status, failing);
    } else {
        if (expose_all(order)) fail_with(status, failing);
        if (umount2(HOST, MNT_DETACH) < 0) fail_with(status, "umount of the host");
        if (restrict_mount("/", READ_ONLY, 0) < 0) fail_with(status, "mount_setattr of /");
    }
    /* an interpreter may have asked not to be told of its children */
    struct sigaction plain = {.sa_handler = SIG_DFL}, theirs;
    sigaction(SIGCHLD, &plain, &theirs);
    /* until our own handlers are gone, nothing that the program sends may arrive here */
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    struct start start = {order, pipes, &before, &theirs};
    pid_t program = warm ? fork() : begin_program(&start);
    if (program < 0) fail_with(status, "fork");
    if (program == 0) { /* a warm one; the other is executed */
        sigaction(SIGCHLD, &theirs, NULL);
        sigprocmask(SIG_SETMASK, &before, NULL);
        if (become_program(order, pipes, 1, &status)) fail_with(status, failing);
        close(status);
        return;
    }
    double cpu = order->head->cpu, memory = order->head->memory;
    if (sharing) stop_sharing(); /* nothing is read any more of what lies in the asked one's memory */
    /* a program of the same user can signal us: no handler of an interpreter's may run here */
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    /* 0 to 2 may be the worker's, or an interpreter's: nothing of them is needed here */
    int high = fcntl(status, F_DUPFD, HIGH), waiting = fcntl(stop, F_DUPFD, HIGH);
    if (high < 0 || waiting < 0) fail_with(status, "fcntl(F_DUPFD)");
    dup2(high, 3);
    dup2(waiting, 4);
    syscall(SYS_close_range, 5, ~0U, 0);
    watch(program, cpu, memory, 3, 4);
    _exit(0);
}

#define FRESH (CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | SIGCHLD)

/* -- what is called from outside --------------------------------------------- */

int newtongue_version(void) { return VERSION; }

/* Of which text of this file it was built: the start of its SHA-256, as setup.py saw it. */
const char *newtongue_source(void) { return SOURCE; }

/* Clone a program off the worker; its pid, or -errno. */
int newtongue_launch(char *bytes, unsigned size, const int *pipes) {
    struct order order;
    if (read_order(bytes, size, &order) || !order.head->argv) return -EINVAL;
#if defined(__s390__) || defined(__cris__)
#error "the order of clone's arguments is another one here"
#endif
    pid_t init = syscall(SYS_clone, FRESH, 0, 0, 0, 0);
    if (init == 0) {
        write_oom_score("500"); /* one of another process's has that one's */
        become_init(&order, pipes, 0);
        _exit(250);
    }
    return init < 0 ? -errno : init;
}

static int receive(char *bytes, size_t size) {
    while (size) {
        ssize_t got = recv(SOCKET, bytes, size, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return -1;
        bytes += got;
        size -= got;
    }
    return 0;
}

/* The next request and its descriptors; NULL when the worker is gone. The caller frees it. */
static char *next_request(uint32_t *size, int *pipes) {
    union {
        char bytes[CMSG_SPACE(PIPES * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {size, sizeof *size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got;
    while ((got = recvmsg(SOCKET, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL)) < 0 && errno == EINTR)
        ;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    if (got != sizeof *size || !rights || rights->cmsg_type != SCM_RIGHTS ||
        rights->cmsg_len != CMSG_LEN(PIPES * sizeof(int)))
        return NULL;
    memcpy(pipes, CMSG_DATA(rights), PIPES * sizeof(int));
    /* out of the way of what the program finds at the low numbers */
    for (int i = 0; i < PIPES; i++) {
        int low = pipes[i];
        pipes[i] = fcntl(low, F_DUPFD_CLOEXEC, HIGH);
        close(low);
        if (pipes[i] < 0) return NULL;
    }
    char *bytes = *size >= sizeof(struct request) ? malloc(*size) : NULL;
    if (!bytes) return NULL;
    memcpy(bytes, size, sizeof *size);
    if (receive(bytes + sizeof *size, *size - sizeof *size)) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* The next program is a copy of this process: it must not find the last one's text in the heap. */
static void forget(char *bytes, size_t size) {
    explicit_bzero(bytes, size);
    free(bytes);
}

/* Whether the process has memory that its clones would share with it, and write. */
static int shares_memory(void) {
    char line[512];
    int found = 0;
    FILE *maps = fopen("/proc/self/maps", "re");
    if (!maps) return 1;
    while (!found && fgets(line, sizeof line, maps)) {
        char rights[5] = "";
        found = sscanf(line, "%*s %4s", rights) == 1 && strcmp(rights, "rw-s") == 0;
        while (!strchr(line, '\n') && fgets(line, sizeof line, maps)) continue;
    }
    fclose(maps);
    return found;
}

/* -- a program's birth in a process that was asked for it -------------------------

 * Its init is no copy of that process but shares its memory, on a stack of its own, so that an
 * interpreter is copied once, for the program, and nothing is for one that is executed. Until then
 * the asked one sleeps; after that the init touches its own stack only. A warm program goes on where
 * the interpreter called.
 */
static struct {
    jmp_buf frame; /* of newtongue_wait */
    struct order order;
    int pipes[PIPES];
    stack_t handlers; /* on which stack an interpreter's signals are handled: a thread has none */
    _Alignas(16) char stack[64 << 10];
} birth;

/* What glibc registers once for a thread (restartable sequences), the init does not have, and so the
 * program's process did not get it from there.
 */
extern const ptrdiff_t __rseq_offset __attribute__((weak));
extern const unsigned __rseq_size __attribute__((weak));

static void register_sequences(void) {
#if defined(SYS_rseq) && (defined(__x86_64__) || defined(__aarch64__))
    char *thread;
#ifdef __x86_64__
    const uint32_t signature = 0x53053053;
    __asm__("mov %%fs:0, %0" : "=r"(thread));
#else
    const uint32_t signature = 0xd428bc00;
    __asm__("mrs %0, tpidr_el0" : "=r"(thread));
#endif
    if (&__rseq_size && &__rseq_offset && __rseq_size)
        syscall(SYS_rseq, thread + __rseq_offset, 32, 0, signature);
#endif
}

static int become_warm_init(void *unused) {
    (void)unused;
    close(SOCKET);
    become_init(&birth.order, birth.pipes, 1);
    register_sequences();
    sigaltstack(&birth.handlers, NULL);
    longjmp(birth.frame, 1);
}

static int become_cold_init(void *unused) {
    (void)unused;
    close(SOCKET);
    if (!birth.order.head->argv) {
        errno = EINVAL;
        fail_with(birth.pipes[STATUS], "command");
    }
    become_init(&birth.order, birth.pipes, 0);
    _exit(250);
}

/* The init's process id, or -errno, once it shares nothing any more. */
static int32_t bear(int (*become)(void *)) {
    /* what the last init read of its program is no business of the next one */
    explicit_bzero(birth.stack + sizeof birth.stack - USED, USED);
    sharing = 1;
    sigaltstack(NULL, &birth.handlers);
    /* a child of the worker's, which waits for it and ends it */
    int flags = FRESH | CLONE_PARENT | CLONE_VM | CLONE_CHILD_CLEARTID;
    int32_t init = clone(become, birth.stack + sizeof birth.stack, flags, NULL, NULL, NULL,
                         &sharing);
    if (init < 0) return -errno;
    while (__atomic_load_n(&sharing, __ATOMIC_ACQUIRE)) syscall(SYS_futex, &sharing, FUTEX_WAIT, 1, NULL, NULL, 0);
    return init;
}

static void answer(int32_t number) {
    if (send(SOCKET, &number, sizeof number, MSG_NOSIGNAL) != sizeof number) _exit(0);
}

static char *asked; /* the request that is being served, and its bytes */
static uint32_t asked_size;

/* Serve the worker until it is gone; every program comes to be by `become`. */
static _Noreturn void serve(int (*become)(void *)) {
    answer(0);
    for (;;) {
        asked = next_request(&asked_size, birth.pipes);
        if (!asked) _exit(0);
        if (read_order(asked, asked_size, &birth.order)) _exit(252);
        int32_t init = bear(become);
        for (int i = 0; i < PIPES; i++) close(birth.pipes[i]);
        forget(asked, asked_size);
        answer(init);
    }
}

/* Serve the worker until it is gone; returns 0 in each program's own process. */
int newtongue_wait(void) {
    if (shares_memory()) {
        static const char why[] = "its clones would share writable memory with it\n";
        if (write(2, why, sizeof why - 1)) _exit(1);
        _exit(1);
    }
    remember_open();
    if (_setjmp(birth.frame)) {
        forget(asked, asked_size);
        return 0;
    }
    serve(become_warm_init);
}

/* Where the kernel begins when this library is executed: then it needs to name its loader, as
 * libc.so.6 does. Elsewhere it can't be, and the worker clones itself.
 */
#if defined(__GLIBC__) && defined(__x86_64__) && defined(__LP64__)
#define LOADER "/lib64/ld-linux-x86-64.so.2"
#define ENTRY __attribute__((force_align_arg_pointer)) /* nobody called: the stack is even */
#elif defined(__GLIBC__) && defined(__aarch64__) && defined(__LP64__)
#define LOADER "/lib/ld-linux-aarch64.so.1"
#define ENTRY
#endif
#ifdef LOADER
const char newtongue_loader[] __attribute__((section(".interp"))) = LOADER;

ENTRY _Noreturn void newtongue_serve(void) { serve(become_cold_init); }
#endif

/* Tcl calls this when it loads the library. */
int Newtongue_Init(void *interpreter) {
    (void)interpreter;
    return newtongue_wait();
}
