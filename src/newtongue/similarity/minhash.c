/* MinHash signatures of texts. Reads Arrow's buffers as they lie; knows no Python, and is called
 * through ctypes, which lets go of the GIL. Its twin in numpy, twin.py, gives the same bits.
 *
 *   newtongue_sign      texts -> signatures, shingles, band keys
 *
 * Tokens are what lies between separators, empty ones included: BigCode's split at
 * [^A-Za-z_0-9] of UTF-8 text, where a character of several bytes is one separator.
 */
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "minhash.h"

#define VERSION 1
#ifndef SOURCE
#define SOURCE ""
#endif

enum {
    BLOCK = 2048,    /* shingles that go through the permutations at once: 8 KiB, half of L1 */
    SLOTS = 4096,    /* of the filter that passes over shingles seen before */
    SLOT_SHIFT = 20, /* a slot is the top 12 bits */
    MOST_GRAM = 16,
    FULL_GRAM = 5, /* the usual one, which the compiler unrolls */
    STEP = 64,     /* bytes that are classified at once */
};
enum { SEPARATOR, WORD, CONTINUATION };

static const uint64_t GOLDEN = 0x9E3779B97F4A7C15u, FIRST = 0x9E3779B185EBCA87u,
                      SECOND = 0xC2B2AE3D27D4EB4Fu;
#if !defined(__SSE2__)
static const uint64_t ONES = 0x0101010101010101u, HIGHS = 0x8080808080808080u;
#endif

const char *newtongue_source(void) { return SOURCE; }
int newtongue_version(void) { return VERSION; }

/* ---- tokens ---- */

INLINE uint64_t little(uint64_t word) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(word);
#else
    return word;
#endif
}

INLINE uint64_t load(const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return little(word);
}

static const uint64_t FIRST_BYTES[] = {0,
                                       0xff,
                                       0xffff,
                                       0xffffff,
                                       0xffffffff,
                                       0xffffffffff,
                                       0xffffffffffff,
                                       0xffffffffffffff,
                                       0xffffffffffffffff};

/* The last bytes of a token, at most 8; a whole word is read where the text goes on for so long.
 * Without a branch for their number: every other token is empty, which none could foretell. */
INLINE uint64_t load_last(const uint8_t *at, size_t count, const uint8_t *end) {
    uint64_t word = 0;
    if (end - at >= 8)
        return load(at) & FIRST_BYTES[count];
    if (count)
        memcpy(&word, at, count);
    return little(word);
}

INLINE uint32_t hash_token(const uint8_t *at, size_t count, const uint8_t *end) {
    uint64_t hash = GOLDEN ^ count;
    while (count > 8) {
        hash = (hash ^ load(at)) * FIRST;
        hash ^= hash >> 29;
        at += 8;
        count -= 8;
    }
    return (uint32_t)(((hash ^ load_last(at, count, end)) * FIRST) >> 32);
}

INLINE int kind_of(uint8_t byte) {
    uint8_t lower = byte | 0x20;
    if ((lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') || byte == '_')
        return WORD;
    return byte >= 0x80 && byte < 0xC0 ? CONTINUATION : SEPARATOR;
}

/* STEP bytes -> a bit for each, the first byte's lowest, 1 for a separator; 0 in `ascii` when some
 * byte is not. */
#if defined(__SSE2__)
INLINE __m128i within(__m128i bytes, char low, int count) {
    /* a signed comparison: what is below `low` wraps around to the top */
    __m128i from_lowest = _mm_sub_epi8(bytes, _mm_set1_epi8((char)(low - 128)));
    return _mm_cmplt_epi8(from_lowest, _mm_set1_epi8((char)(count - 128)));
}

INLINE uint64_t separators(const uint8_t *at, int *ascii) {
    uint64_t found = 0;
    __m128i all = _mm_setzero_si128();
    for (int k = 0; k < STEP / 16; k++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(at + 16 * k));
        /* 0x20 makes small letters of capitals */
        __m128i letter = within(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 26);
        __m128i digit = within(bytes, '0', 10), line = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_'));
        __m128i word = _mm_or_si128(_mm_or_si128(letter, digit), line);
        found |= (uint64_t)(uint32_t)_mm_movemask_epi8(word) << (16 * k);
        all = _mm_or_si128(all, bytes);
    }
    *ascii = !_mm_movemask_epi8(all);
    return ~found;
}
#else
/* 0x80 in each byte that is within the bounds; all bytes are below 0x80, so that none carries. */
INLINE uint64_t within(uint64_t bytes, uint64_t low, uint64_t high) {
    return (bytes + ONES * (0x80 - low)) & ~(bytes + ONES * (0x7f - high)) & HIGHS;
}

INLINE uint64_t separators(const uint8_t *at, int *ascii) {
    uint64_t found = 0, all = 0;
    for (int k = 0; k < STEP / 8; k++) {
        uint64_t bytes = load(at + 8 * k), small = bytes | (ONES * 0x20);
        uint64_t word = within(small, 'a', 'z') | within(bytes, '0', '9') | within(bytes, '_', '_');
        found |= (((~word & HIGHS) >> 7) * 0x0102040810204080u) >> 56 << (8 * k);
        all |= bytes;
    }
    *ascii = !(all & HIGHS);
    return found;
}
#endif

/* ---- one document ---- */

struct document {
    uint32_t tokens[BLOCK + STEP + MOST_GRAM + 8];
    uint32_t shingles[BLOCK + STEP + MOST_GRAM + 8];
    uint32_t seen[SLOTS];
    const uint32_t *multipliers, *masks;
    uint32_t *signature, *kept; /* kept: where the next fresh shingle is written out */
    uint32_t *fresh;            /* those from here on are not yet through the permutations */
    int lanes, gram, token_count;
};

/* Shingles of `gram` tokens each: a polynomial of the tokens' hashes, then MurmurHash3's fmix32. */
INLINE void combine(const uint32_t *restrict tokens, uint32_t *restrict out, int count, int gram) {
    for (int i = 0; i < count; i++) {
        uint32_t hash = tokens[i];
        for (int k = 1; k < gram; k++)
            hash = hash * 0x9E3779B1u + tokens[i + k];
        hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
        out[i] = hash ^ (hash >> 16);
    }
}

/* A slot remembers its last shingle: most repetitions go, and a minimum minds none that stays. */
INLINE int pass_fresh(const uint32_t *restrict shingles, int count, uint32_t *restrict seen,
                      uint32_t *restrict out) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
        uint32_t shingle = shingles[i], slot = shingle >> SLOT_SHIFT;
        out[kept] = shingle;
        kept += seen[slot] != shingle;
        seen[slot] = shingle;
    }
    return kept;
}

/* Four lanes at a time, which read one permutation, shingle * odd multiplier modulo 2^32, at four
 * places: the shingles whose products are least, greatest, nearest a mask and farthest from it. */
INLINE void permute(struct document *doc) {
    const uint32_t *restrict shingles = doc->fresh;
    const int count = (int)(doc->kept - doc->fresh);
    for (int lane = 0; lane < doc->lanes; lane += 4) {
        uint32_t *out = doc->signature + lane;
        const uint32_t multiplier = doc->multipliers[lane / 4], mask = doc->masks[lane / 4];
        uint32_t least = out[0], greatest = out[1], nearest = out[2], farthest = out[3];
        for (int i = 0; i < count; i++) {
            uint32_t product = shingles[i] * multiplier, distance = product ^ mask;
            least = product < least ? product : least;
            greatest = product > greatest ? product : greatest;
            nearest = distance < nearest ? distance : nearest;
            farthest = distance > farthest ? distance : farthest;
        }
        out[0] = least, out[1] = greatest, out[2] = nearest, out[3] = farthest;
    }
    doc->fresh = doc->kept;
}

/* All tokens but the last gram - 1 become shingles. */
INLINE void flush(struct document *doc) {
    int count = doc->token_count - (doc->gram - 1);
    if (count <= 0)
        return;
    if (doc->gram == FULL_GRAM)
        combine(doc->tokens, doc->shingles, count, FULL_GRAM);
    else
        combine(doc->tokens, doc->shingles, count, doc->gram);
    doc->kept += pass_fresh(doc->shingles, count, doc->seen, doc->kept);
    if (doc->kept - doc->fresh >= BLOCK)
        permute(doc);
    memmove(doc->tokens, doc->tokens + count, (size_t)(doc->gram - 1) * sizeof *doc->tokens);
    doc->token_count = doc->gram - 1;
}

INLINE void begin(struct document *doc) {
    memset(doc->seen, 0, sizeof doc->seen);
    doc->seen[0] = ~(uint32_t)0; /* each slot begins with a value that is another slot's */
    doc->token_count = 0;
    doc->fresh = doc->kept;
    for (int lane = 0; lane < doc->lanes; lane += 2) {
        doc->signature[lane] = ~(uint32_t)0;
        doc->signature[lane + 1] = 0;
    }
}

INLINE void add_token(struct document *doc, const uint8_t *from, const uint8_t *to,
                      const uint8_t *end) {
    doc->tokens[doc->token_count++] = hash_token(from, (size_t)(to - from), end);
}

/* One byte after the other, where some byte is not ASCII; returns where the open token begins. A
 * continuation byte belongs to the separator before it; after a letter it is one itself. */
INLINE const uint8_t *slowly(struct document *doc, const uint8_t *open, const uint8_t *at,
                             const uint8_t *to, const uint8_t *end) {
    for (; at < to; at++) {
        int kind = kind_of(*at);
        if (kind == WORD)
            continue;
        if (kind == SEPARATOR || open < at)
            add_token(doc, open, at, end);
        open = at + 1;
    }
    return open;
}

INLINE const uint8_t *quickly(struct document *doc, const uint8_t *open, const uint8_t *at,
                              uint64_t found, const uint8_t *end) {
    for (; found; found &= found - 1) {
        const uint8_t *to = at + __builtin_ctzll(found);
        add_token(doc, open, to, end);
        open = to + 1;
    }
    return open;
}

INLINE void read_document(struct document *doc, const uint8_t *at, size_t size) {
    const uint8_t *end = at + size, *open = at;
    const int full = BLOCK + doc->gram - 1;
    begin(doc);
    for (; end - at >= STEP; at += STEP) {
        int ascii;
        uint64_t found = separators(at, &ascii);
        if (doc->token_count > full - STEP)
            flush(doc);
        open = ascii ? quickly(doc, open, at, found, end)
                     : slowly(doc, open, at, at + STEP, end);
    }
    if (doc->token_count > full - STEP)
        flush(doc);
    open = slowly(doc, open, at, end, end);
    add_token(doc, open, end, end);
    flush(doc);
    if (doc->kept > doc->fresh)
        permute(doc);
}

INLINE uint64_t band_key(const uint32_t *lanes, int rows, int band) {
    uint64_t hash = GOLDEN * (uint64_t)(band + 1);
    for (int row = 0; row < rows; row++) {
        hash = (hash ^ lanes[row]) * FIRST;
        hash ^= hash >> 32;
    }
    hash *= SECOND;
    return hash ^ (hash >> 29);
}

struct signing {
    const uint8_t *data;
    const void *offsets; /* count + 1 of them, each of `width` bytes: 4 or 8, as Arrow has them */
    const uint32_t *multipliers, *masks;
    uint32_t *signatures; /* count x lanes */
    uint64_t *keys;       /* count x bands */
    uint32_t *shingles;   /* of one text after the other; room for bytes of text + count */
    int64_t *sizes;       /* shingles of each text there: nearly distinct, see pass_fresh */
    int64_t count;
    int32_t width, lanes, gram, bands, rows;
};

INLINE int64_t offset_at(const struct signing *job, int64_t i) {
    return job->width == 4 ? ((const int32_t *)job->offsets)[i]
                           : ((const int64_t *)job->offsets)[i];
}

DISPATCHED void newtongue_sign(const struct signing *job) {
    struct document doc;
    doc.multipliers = job->multipliers, doc.masks = job->masks;
    doc.lanes = job->lanes, doc.gram = job->gram, doc.kept = job->shingles;
    for (int64_t i = 0; i < job->count; i++) {
        const int64_t from = offset_at(job, i), to = offset_at(job, i + 1);
        const uint32_t *before = doc.kept;
        doc.signature = job->signatures + i * job->lanes;
        read_document(&doc, job->data + from, (size_t)(to - from));
        job->sizes[i] = doc.kept - before;
        for (int band = 0; band < job->bands; band++)
            job->keys[i * job->bands + band] =
                band_key(doc.signature + band * job->rows, job->rows, band);
    }
}
