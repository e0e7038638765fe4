"""Attacks on the sandbox in C: what needs the bare system calls, and what is aimed at the compiler.

gcc compiles each inside the sandbox, in the build stage.
"""

from __future__ import annotations

import os
from dataclasses import replace

from newtongue.sandbox import seccomp
from newtongue.sandbox.base import Command, Job, Limits
from tests.attacks.base import ASLEEP, BUSY, Attack
from tests.sandbox.programs import GCC, SMALL

NEEDS = {GCC: "apt install gcc libc6-dev"}
BUILD = Limits(cpu=10, wall=30, memory=512 << 20, output=64 << 10, disk=8 << 20, processes=16)
HEAD = """
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
"""
X86 = os.uname().machine == "x86_64"
SLIM = replace(SMALL, cpu=5, memory=64 << 20)


def job(text: str, attack: Attack) -> Job:
    """The program that compiles an attack's text and runs it."""
    argv = (GCC, "-w", "-pthread", "-o", "main", "main.c")
    limits = replace(BUILD, cpu=0.3) if attack.ends == "build: timeout" else BUILD
    build = Command(argv, limits)
    source = text if attack.ends.startswith("build") else HEAD + text
    run = Command(("./main",), attack.limits)
    return Job("test", {"main.c": source.encode()}, run, build=build)


def _calls() -> str:
    """Every call of the filter by the name that the system's own headers have for it."""
    lines = []
    for name in seccomp._FORBIDDEN:
        lines.append(f'#ifdef SYS_{name}\n    try(SYS_{name}, "{name}", 0);\n#endif\n')
    for name, (*_, error) in seccomp._REFUSED.items():
        lines.append(f'#ifdef SYS_{name}\n    try(SYS_{name}, "{name}", {error});\n#endif\n')
    return "".join(lines)


ATTACKS = (
    # -- bombs ---------------------------------------------------------------
    Attack("fork bomb", "int main() { for (;;) fork(); }", "timeout", limits=BUSY),
    Attack(
        "thread bomb",
        """
void *sleeps(void *x) { pause(); return x; }
int main() {
    pthread_t thread;
    int n = 0;
    while (n < 99 && pthread_create(&thread, 0, sleeps, 0) == 0) n++;
    printf("%d\\n", n);
    return 0;
}
""",
        out="15\n",
    ),
    Attack(
        "memory bomb",
        """
int main() {
    for (char *p; (p = malloc(1 << 20)); ) memset(p, 1, 1 << 20);
    puts("no more");
}
""",
        out="no more\n",
        limits=SLIM,
    ),
    Attack(
        "memory bomb of many processes",
        """
int main() {
    prctl(PR_SET_DUMPABLE, 0);
    for (int i = 0; i < 2; i++) if (fork() == 0) break;
    char *p = malloc(40 << 20);
    memset(p, 1, 40 << 20);
    sleep(4);
}
""",
        "memory",
        limits=SLIM,
    ),
    Attack(
        "memory of processes whose first thread ended",
        """
void *fills(void *x) {
    char *p = malloc(40 << 20);
    memset(p, 1, 40 << 20);
    usleep(300000);
    return x;
}
int main() {
    for (int i = 0; i < 2; i++) if (fork() == 0) break;
    pthread_t thread;
    pthread_create(&thread, 0, fills, 0);
    syscall(SYS_exit, 0);
}
""",
        "memory",
        limits=SLIM,
        open="the kernel says nothing of their memory to whoever reads /proc",
    ),
    Attack(
        "shared memory that is in no page table",
        """
int main() {
    for (int i = 0; i < 2; i++) if (fork() == 0) break;
    char *p = mmap(0, 40 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 40; i++) {
        memset(p + (i << 20), 1, 1 << 20);
        madvise(p + (i << 20), 1 << 20, MADV_DONTNEED);
    }
    usleep(300000);
}
""",
        "memory",
        limits=SLIM,
        open="what is resident is counted, and these pages are not; without a limit on address"
        " space one process can hold any amount",
    ),
    Attack(
        "memory in the buffers of sockets",
        """
int main() {
    static char block[1 << 16];
    long total = 0, size;
    int two[2];
    while (total < 100 << 20 && socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0)
        for (int i = 0; i < 2; i++) {
            fcntl(two[i], F_SETFL, O_NONBLOCK);
            while ((size = write(two[i], block, sizeof block)) > 0) total += size;
        }
    usleep(300000);
}
""",
        "memory",
        limits=SLIM,
        open="the kernel's own memory is counted by control groups alone",
    ),
    Attack(
        "stack bomb",
        """
int deeper(int n) { volatile char x[1 << 12]; x[0] = n; return deeper(n + 1) + x[0]; }
int main() { return deeper(0); }
""",
        "signal 11",
    ),
    Attack(
        "disk bomb",
        """
int main() {
    signal(SIGXFSZ, SIG_IGN);
    char name[] = "a";
    int file = open(name, O_RDWR | O_CREAT, 0600), error = 0;
    if (ftruncate(file, 1L << 40) == 0 || fallocate(file, 0, 0, 1L << 33) == 0) puts("huge");
    for (; name[0] <= 'z' && !error; name[0]++) {
        file = open(name, O_RDWR | O_CREAT, 0600);
        if (posix_fallocate(file, 0, 1 << 20)) error = errno, puts("full");
    }
}
""",
        out="full\n",
    ),
    Attack("output bomb", 'int main() { for (;;) puts("x"); }', "output"),
    # -- signals and processes -----------------------------------------------
    Attack(
        "ignores signals",
        """
int main() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, 0);
    for (int n = 1; n < 65; n++) signal(n, SIG_IGN);
    for (;;) ;
}
""",
        "timeout",
        limits=BUSY,
    ),
    Attack(
        "works on in a thread after its end",
        """
void *works(void *x) { for (;;) ; }
int main() {
    pthread_t thread;
    pthread_create(&thread, 0, works, 0);
    syscall(SYS_exit, 0);
}
""",
        "timeout",
        limits=BUSY,
    ),
    Attack("stops its group", "int main() { kill(0, SIGSTOP); }", "timeout", limits=ASLEEP),
    Attack(
        "daemon that ignores signals",
        """
int main() {
    if (fork()) { wait(0); return 0; }
    setsid();
    for (int n = 1; n < 65; n++) signal(n, SIG_IGN);
    if (fork()) return 0;
    for (int n = 0; n < 512; n++) close(n);
    execl("/bin/sh", "sh", "-c", "while :; do sleep 1; done", "@MARK@", NULL);
}
""",
        bare="process",
    ),
    Attack(
        "signals processes of the machine",
        """
int main() {
    printf("%d ", kill(@PID@, SIGSTOP));
    printf("%d ", kill(-@PID@, SIGSTOP));
    printf("%d\\n", (int)syscall(SYS_tgkill, @PID@, @PID@, SIGSTOP));
}
""",
        out="-1 -1 -1\n",
    ),
    # -- the kernel ----------------------------------------------------------
    Attack(
        "every forbidden system call",
        """
void try(long number, const char *name, int error) {
    int status, pid = fork();
    if (pid == 0) {
        long result = syscall(number, -1, -1, -1, -1, -1, -1);
        _exit(result == -1 && error && errno == error ? 1 : 2);
    }
    waitpid(pid, &status, 0);
    int held = error ? WIFEXITED(status) && WEXITSTATUS(status) == 1
                     : WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
    if (!held) printf("%s %x\\n", name, status);
}
int main() {
CALLS
    puts("tried");
}
""".replace("CALLS", _calls()),
        out="tried\n",
    ),
    Attack(
        "catches the signal of a forbidden call",
        """
void catch(int number) { puts("caught"); fflush(stdout); _exit(0); }
int main() {
    signal(SIGSYS, catch);
    syscall(SYS_unshare, CLONE_NEWUSER);
    puts("alive");
}
""",
        "violation",
        out="",
    ),
    Attack(
        "enters namespaces",
        """
int main() {
    int flags[] = {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER,
                   CLONE_NEWPID, CLONE_NEWNET};
    for (int i = 0; i < 7; i++) {
        long pid = syscall(SYS_clone, flags[i] | SIGCHLD, 0, 0, 0, 0);
        if (pid == 0) _exit(0);
        printf("%ld ", pid);
    }
    long arguments[11] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD};
    printf("%ld\\n", syscall(SYS_clone3, arguments, sizeof arguments));
}
""",
        out="-1 -1 -1 -1 -1 -1 -1 -1\n",
    ),
    Attack(
        "traces another process",
        'int main() { syscall(SYS_ptrace, 16, getppid(), 0, 0); puts("alive"); }',
        "violation",
        out="",
    ),
    Attack(
        "asks to be traced",
        'int main() { syscall(SYS_ptrace, 0, 0, 0, 0); puts("alive"); }',
        "violation",
        out="",
    ),
    Attack(
        "reads another process's memory",
        """
int main() {
    printf("%d ", open("/proc/1/mem", O_RDWR));
    fflush(stdout);
    syscall(SYS_process_vm_readv, 1, 0, 0, 0, 0, 0);
    puts("alive");
}
""",
        "violation",
        out="-1 ",
    ),
    Attack(
        "removes its filter",
        """
int main() {
    short allow[] = {6, 0, 0, 0x7fff};
    struct { short size; void *code; } program = {1, allow};
    prctl(PR_SET_SECCOMP, 0, 0, 0, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
    prctl(PR_SET_SECCOMP, 2, &program, 0, 0);
    syscall(SYS_unshare, CLONE_NEWUSER);
    puts("alive");
}
""",
        "violation",
        out="",
    ),
    Attack(
        "becomes another user",
        """
int main() {
    int head[2] = {0x20080522, 0}, all[6] = {-1, -1, -1, -1, -1, -1};
    printf("%d ", setresuid(0, 0, 0));
    printf("%d ", setresgid(0, 0, 0));
    printf("%d ", setgroups(1, all));
    printf("%ld ", syscall(SYS_capset, head, all));
    printf("%d ", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 21, 0, 0));
    printf("%d\\n", mknod("sda", 060666, 0x800));
}
""",
        out="-1 -1 -1 -1 -1 -1\n",
    ),
    Attack(
        "raises its limits",
        """
int main() {
    for (int which = 0; which < 16; which++) {
        struct rlimit now, more = {RLIM_INFINITY, RLIM_INFINITY};
        getrlimit(which, &now);
        if (now.rlim_max != RLIM_INFINITY && setrlimit(which, &more) == 0) printf("%d\\n", which);
    }
    struct rlimit others;
    printf("%ld\\n", syscall(SYS_prlimit64, 1, RLIMIT_NOFILE, 0, &others));
}
""",
        out="-1\n",
    ),
    # -- the network ---------------------------------------------------------
    Attack(
        "connects",
        """
int main() {
    for (int family = 0; family < 46; family++)
        for (int kind = 1; kind < 6; kind++)
            if (socket(family, kind, 0) >= 0 || errno != EACCES) printf("%d %d\\n", family, kind);
    puts("tried");
}
""",
        out="tried\n",
    ),
    Attack(
        "connects a socket of a pair elsewhere",
        """
#include <sys/un.h>
int main() {
    struct sockaddr_un to = {AF_UNIX, "\\0@MARK@-d"};
    int two[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, two);
    int size = sizeof "@MARK@-d" + 2;
    if (sendto(two[0], "x", 1, 0, (struct sockaddr *)&to, size) < 0) puts(strerror(errno));
    if (connect(two[0], (struct sockaddr *)&to, size) < 0) puts(strerror(errno));
}
""",
        out="Connection refused\nConnection refused\n",
        bare="datagram",
    ),
    # -- the compiler --------------------------------------------------------
    Attack(
        "compiles a file of the machine",
        '#include "@SECRET@"\nint main() {}\n',
        "build: exit 1",
        err="No such file",
        bare="secret",
    ),
    Attack(
        "assembles a file of the machine",
        """
__asm__("secret: .incbin \\"@SECRET@\\"\\n.byte 0");
extern char secret[];
int puts(const char *);
int main() { puts(secret); }
""",
        "build: exit 1",
        err="file not found",
        bare="secret",
    ),
    Attack("compiles itself", "#include __FILE__\n#include __FILE__\n", "build: output"),
    Attack("compiles without end", '#include "/dev/zero"\n', "build: exit 1", err="out of memory"),
    Attack(
        "compiles a macro bomb",
        "#define a0 1 +\n"
        + "".join(f"#define a{n + 1} a{n} a{n}\n" for n in range(50))
        + "#if a50 1\n#endif\n",
        "build: timeout",
    ),
    Attack(
        "compiles to more than the disk holds",
        "char big[1 << 30] = {1};\nint main() {}\n",
        "build: exit 4",
        err="File size limit exceeded",
    ),
    *(
        (
            Attack(
                "another table of system calls",
                """
int main() {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20));
    printf("%ld\\n", result);
}
""",
                "violation",
                out="",
            ),
            Attack(
                "another form of system calls",
                'int main() { printf("%ld\\n", syscall(0x40000000 | SYS_getpid)); }',
                "violation",
                out="",
            ),
        )
        if X86
        else ()
    ),
)
