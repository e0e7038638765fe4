/* What a request of launcher.py looks like, and what the two files of the launcher share. */
#ifndef NEWTONGUE_LAUNCHER_H
#define NEWTONGUE_LAUNCHER_H
#include <stdint.h>

#define HIGH 64 /* from here up, descriptors wait while the low numbers are dealt out */

enum { SWITCH = 1, ADDRESS_SPACE = 2, CHANNEL = 4, STREAMS = 8 };
enum { OUT, ERR, STATUS, NONCE, RECORD, STOP, PIPES };

struct request {
    uint32_t size; /* bytes of the whole, tail included */
    uint32_t version;
    uint32_t uid;
    uint32_t flags;
    uint32_t open_files;
    uint32_t processes;
    uint32_t inodes;
    uint32_t seccomp;  /* bytes */
    uint32_t readable; /* pairs of strings: source, target */
    uint32_t argv;     /* strings; none where the caller itself is the program */
    uint32_t environ;
    uint32_t files; /* each a string, a 4-byte length, the bytes; only where the caller waits */
    uint64_t memory;
    uint64_t disk;
    uint64_t stack;
    double cpu;
};

int newtongue_launch(char *bytes, unsigned size, const int *pipes);

#endif
