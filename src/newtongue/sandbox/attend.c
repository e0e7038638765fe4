/* The worker's side of one stage: what stage.py's Pipes and attend do, and the part of channel.py
 * that can't wait. It starts a program (or has a cloner start it: cloner.py), drains its pipes until
 * it ends or is over a limit, ends it, and says what was seen. The records of the verdict channel
 * are kept as they came, for channel.py to read; here only the answer to `ready` is given.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "launcher.h"

#define KEPT (16 << 10)    /* stage.py: bytes kept of the head, and of the tail, of each stream */
#define CHUNK (1 << 16)    /* bytes of one read */
#define LAST_WORDS 2.0     /* seconds in which an init may end and report */
#define PATIENCE 30.0      /* seconds until a cloner must have answered */
#define LONGEST 4096       /* channel.py: bytes of a record */
#define LONGEST_VALUE (128 << 10)
#define DIGITS 9
#define NONCE_BYTES 16

enum { IN_TIME, OVER_OUTPUT, OVER_TIME };

struct stream {
    uint64_t total;
    uint32_t head, tail; /* bytes of each that are kept */
    char first[KEPT];
    char last[KEPT]; /* in order once `follow` has ended */
};

/* launcher.py reads and writes this through ctypes. */
struct course {
    /* asked */
    double wall;
    uint64_t output;
    int32_t guard;       /* whose other end waits for the answer */
    int32_t cloner;      /* the connection of the one that clones it off, or -1 */
    uint32_t assertions;
    /* seen */
    int32_t limit;
    int32_t abandoned;
    int32_t torn; /* the talk with the cloner broke off */
    double took, cpu;
    uint64_t status_size;
    uint64_t records_size;
    char *records;
    char nonce[2 * NONCE_BYTES + 1]; /* empty where none was given */
    char status[4096];
    struct stream out, err;
};

/* Where the bytes of a stage go. */
struct drain {
    struct course *course;
    int near[PIPES], streams, channel;
    uint64_t counted; /* bytes of records that count as output of their own */
    uint64_t room;    /* bytes allocated for the records */
    uint64_t line;    /* where the line that is not yet whole begins */
    int answered;     /* `ready` was */
    int failed;       /* an assertion did, before it */
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void keep(struct stream *stream, const char *data, size_t size) {
    size_t room = KEPT - stream->head, first = size < room ? size : room;
    stream->total += size;
    memcpy(stream->first + stream->head, data, first);
    stream->head += first;
    data += first;
    size -= first;
    if (size >= KEPT) {
        memcpy(stream->last, data + size - KEPT, KEPT);
        stream->tail = KEPT;
        return;
    }
    size_t most = KEPT - size, stay = stream->tail < most ? stream->tail : most;
    memmove(stream->last, stream->last + stream->tail - stay, stay);
    memcpy(stream->last + stay, data, size);
    stream->tail = stay + size;
}

/* -- the verdict channel -------------------------------------------------------- */

/* The number that these bytes are; -1 where they are none. */
static long number(const char *text, const char *end) {
    long value = 0;
    if (text == end || end - text > DIGITS) return -1;
    for (; text < end; text++) {
        if (*text < '0' || *text > '9') return -1;
        value = 10 * value + (*text - '0');
    }
    return value;
}

static const char *after_word(const char *line, const char *end, const char *word) {
    size_t size = strlen(word);
    return end - line >= (ptrdiff_t)size && !memcmp(line, word, size) ? line + size : NULL;
}

/* Answer to `ready`: with a nonce where the harness counted right and nothing failed. */
static void answer(struct drain *drain, long ready) {
    struct course *course = drain->course;
    unsigned char random[NONCE_BYTES];
    size_t size = 0;
    drain->answered = 1;
    if (ready == (long)course->assertions && !drain->failed &&
        getrandom(random, sizeof random, 0) == sizeof random)
        for (; size < 2 * NONCE_BYTES; size += 2)
            snprintf(course->nonce + size, 3, "%02x", random[size / 2]);
    char line[2 * NONCE_BYTES + 1];
    memcpy(line, course->nonce, size);
    line[size] = '\n';
    /* the program itself may have filled the pipe: then it has no answer */
    if (write(drain->near[NONCE], line, size + 1) < 0) errno = 0;
}

static void record(struct drain *drain, const char *line, const char *end) {
    long longest = after_word(line, end, "value ") ? LONGEST_VALUE : LONGEST;
    const char *rest, *space;
    long value;
    if (end - line > longest) return;
    if ((rest = after_word(line, end, "ready ")) && (value = number(rest, end)) >= 0) {
        answer(drain, value);
    } else if ((rest = after_word(line, end, "failed "))) {
        space = memchr(rest, ' ', end - rest);
        if (number(rest, space ? space : end) >= 0) drain->failed = 1;
    }
}

static int records(struct drain *drain, const char *data, size_t size) {
    struct course *course = drain->course;
    if (drain->room - course->records_size < size) {
        uint64_t room = 2 * drain->room + size;
        char *more = realloc(course->records, room);
        if (!more) return -1;
        course->records = more;
        drain->room = room;
    }
    memcpy(course->records + course->records_size, data, size);
    course->records_size += size;
    while (!drain->answered) {
        const char *line = course->records + drain->line;
        const char *end = memchr(line, '\n', course->records + course->records_size - line);
        if (!end) break;
        record(drain, line, end);
        drain->line += end + 1 - line;
    }
    return 0;
}

/* -- draining -------------------------------------------------------------------- */

static void put_away(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static int over(struct drain *drain) {
    struct course *course = drain->course;
    if (course->out.total + course->err.total + drain->counted > course->output)
        course->limit = OVER_OUTPUT;
    return course->limit != IN_TIME;
}

/* Read once; 0 when there is nothing more (for now, or at all), -1 for want of memory. */
static int drain_once(struct drain *drain, int which) {
    static char data[CHUNK];
    struct course *course = drain->course;
    ssize_t got = read(drain->near[which], data, sizeof data);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got <= 0) {
        put_away(&drain->near[which]);
        return 0;
    }
    if (which == STATUS) {
        size_t room = sizeof course->status - course->status_size;
        size_t size = (size_t)got < room ? (size_t)got : room;
        memcpy(course->status + course->status_size, data, size);
        course->status_size += size;
        return 1;
    }
    if (which == ERR) keep(&course->err, data, got);
    if (which == OUT) keep(&course->out, data, got);
    if (which == RECORD) drain->counted += got;
    if ((which == OUT && drain->streams) || (which == RECORD && drain->channel))
        return records(drain, data, got) < 0 ? -1 : 1;
    return 1;
}

/* A status record is here, or none can come any more. */
static int ended(struct drain *drain) {
    struct course *course = drain->course;
    return drain->near[STATUS] < 0 || memchr(course->status, '\n', course->status_size);
}

static int poll_until(struct pollfd *fds, int count, double deadline) {
    double left = deadline - now();
    return left <= 0 ? 0 : poll(fds, count, (int)(left < 1e6 ? 1000 * left + 1 : 1e9));
}

/* Drain until the program ended or is over a limit; 0, or -errno. */
static int follow(struct drain *drain, double deadline) {
    static const int order[] = {OUT, ERR, RECORD, STATUS};
    struct course *course = drain->course;
    int had = 0;
    while (now() < deadline) {
        struct pollfd fds[5] = {{course->guard, 0, 0}};
        for (int i = 0; i < 4; i++) fds[i + 1] = (struct pollfd){drain->near[order[i]], POLLIN, 0};
        if (poll_until(fds, 5, deadline) < 0 && errno != EINTR) return -errno;
        if (fds[0].revents) {
            course->abandoned = 1;
            return 0;
        }
        for (int i = 0; i < 4 && had >= 0; i++)
            if (fds[i + 1].revents) had = drain_once(drain, order[i]);
        if (had < 0) return -ENOMEM;
        if (over(drain)) break;
        if (ended(drain)) {
            for (int i = 0; i < 4; i++)
                while (drain->near[order[i]] >= 0 && !over(drain) &&
                       (had = drain_once(drain, order[i])) > 0)
                    continue;
            return had < 0 ? -ENOMEM : 0;
        }
    }
    if (course->limit == IN_TIME) course->limit = OVER_TIME;
    put_away(&drain->near[STOP]);
    struct pollfd last = {drain->near[STATUS], POLLIN, 0};
    double patience = now() + LAST_WORDS;
    while (!ended(drain) && now() < patience)
        if (poll_until(&last, 1, patience) > 0) drain_once(drain, STATUS);
    return 0;
}

/* -- starting ---------------------------------------------------------------------- */

static int send_all(int fd, struct msghdr *message, double deadline) {
    while (message->msg_iovlen) {
        ssize_t sent = sendmsg(fd, message, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return -1;
        if (sent < 0) {
            struct pollfd writable = {fd, POLLOUT, 0};
            if (poll_until(&writable, 1, deadline) == 0) return errno = ETIMEDOUT, -1;
            continue;
        }
        message->msg_control = NULL; /* what goes along went with the first byte */
        message->msg_controllen = 0;
        message->msg_iov->iov_base = (char *)message->msg_iov->iov_base + sent;
        message->msg_iov->iov_len -= sent;
        if (!message->msg_iov->iov_len) message->msg_iovlen = 0;
    }
    return 0;
}

/* Have a cloner clone the program off; its init's process id, or -errno. */
static int ask(struct course *course, char *bytes, unsigned size, const int *far) {
    union {
        char bytes[CMSG_SPACE(PIPES * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {bytes, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    double deadline = now() + PATIENCE;
    int32_t pid = 0;
    size_t had = 0;
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(PIPES * sizeof(int));
    memcpy(CMSG_DATA(rights), far, PIPES * sizeof(int));
    course->torn = 1;
    if (send_all(course->cloner, &message, deadline) < 0) return -errno;
    while (had < sizeof pid) {
        struct pollfd readable = {course->cloner, POLLIN, 0};
        if (poll_until(&readable, 1, deadline) == 0) return -ETIMEDOUT;
        ssize_t got = recv(course->cloner, (char *)&pid + had, sizeof pid - had, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got <= 0) return got < 0 ? -errno : -ECONNRESET;
        had += got;
    }
    course->torn = 0;
    return pid ? pid : -EPROTO;
}

static int open_pipes(struct request *head, int (*ends)[2]) {
    static const int given[] = {OUT, ERR, NONCE, RECORD};
    for (int i = 0; i < PIPES; i++) {
        if (pipe2(ends[i], O_CLOEXEC) < 0) return -1;
        int near = i == NONCE ? 1 : 0; /* of the others that we keep we read */
        if (i != STOP && fcntl(ends[i][near], F_SETFL, O_NONBLOCK) < 0) return -1;
    }
    for (int i = 0; i < 4; i++) /* so that the program can open them through /dev/fd */
        if (fchown(ends[given[i]][given[i] != NONCE], head->uid, head->uid) < 0) return -1;
    return 0;
}

/* Run one stage to its end; 0, or -errno where it could not be started. `records` and all that was
 * seen are good until the next call. */
int newtongue_run(char *bytes, unsigned size, struct course *course) {
    static char *kept; /* the records of the last call */
    struct request *head = (struct request *)bytes;
    struct drain drain = {.course = course,
                          .streams = head->flags & STREAMS,
                          .channel = head->flags & CHANNEL};
    int ends[PIPES][2], far[PIPES], result, status;
    free(kept);
    kept = course->records = NULL;
    course->limit = course->abandoned = course->torn = 0;
    course->took = course->cpu = 0;
    course->status_size = course->records_size = 0;
    course->nonce[0] = 0;
    course->out.total = course->out.head = course->out.tail = 0;
    course->err.total = course->err.head = course->err.tail = 0;
    memset(ends, 0xff, sizeof ends);
    result = open_pipes(head, ends) < 0 ? -errno : 0;
    for (int i = 0; i < PIPES; i++) {
        int reads = i == NONCE || i == STOP; /* the program and its init do */
        far[i] = ends[i][!reads];
        drain.near[i] = ends[i][reads];
    }
    double began = now();
    pid_t init = result ? result : course->cloner >= 0 ? ask(course, bytes, size, far)
                                                       : newtongue_launch(bytes, size, far);
    for (int i = 0; i < PIPES; i++) /* of the nonce's we keep both, so that sending never fails */
        if (i != NONCE || init < 0) put_away(&far[i]);
    if (init > 0) {
        result = follow(&drain, now() + course->wall);
        struct rusage usage = {0};
        kill(init, SIGKILL);
        while (wait4(init, &status, 0, &usage) < 0 && errno == EINTR) continue;
        course->cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
                      (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    } else {
        result = init;
    }
    course->took = now() - began;
    for (int i = 0; i < PIPES; i++) put_away(&drain.near[i]);
    put_away(&far[NONCE]);
    kept = course->records;
    return result;
}
