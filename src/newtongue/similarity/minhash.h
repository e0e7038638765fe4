/* What the two files of the MinHash kernel share; kernel.py has their structures in ctypes. */
#ifndef NEWTONGUE_MINHASH_H
#define NEWTONGUE_MINHASH_H
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* One library for all processors: the loader takes the best clone when the library is opened. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && __GNUC__ >= 12 && \
    !defined(__clang__) && !defined(PLAIN)
#define DISPATCHED \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "arch=x86-64-v2", "default")))
#else
#define DISPATCHED
#endif
/* in a clone, only what is inlined is compiled for its processor */
#define INLINE static inline __attribute__((always_inline))
#endif
