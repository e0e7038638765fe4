/* What is done with signatures and shingles: minhash.c makes them, alike_twin.py is the twin.
 *
 *   newtongue_same      pairs of signatures -> lanes in which they are equal
 *   newtongue_connect   buckets of signatures -> a union-find forest of those that are alike
 *   newtongue_union     edges -> a union-find forest
 *   newtongue_star      components -> which files are kept, and for whom the others go
 *   newtongue_distinct  shingles -> how many are distinct
 *   newtongue_jaccard   two lists of shingles -> sizes of the two sets and of what they share
 */
#include <math.h>

#include "minhash.h"

/* ---- signatures beside signatures ---- */

INLINE int same_lanes(const uint32_t *one, const uint32_t *other, int lanes) {
    int same = 0;
    for (int lane = 0; lane < lanes; lane++)
        same += one[lane] == other[lane];
    return same;
}

DISPATCHED void newtongue_same(const uint32_t *const *signatures, int lanes, const int64_t *ones,
                               const int64_t *others, int64_t count, int32_t *out) {
    for (int64_t i = 0; i < count; i++)
        out[i] = same_lanes(signatures[ones[i]], signatures[others[i]], lanes);
}

static int64_t root_of(int64_t *parents, int64_t node) {
    while (parents[node] != node)
        node = parents[node] = parents[parents[node]];
    return node;
}

/* The smaller number becomes the root, so that the order of edges can't matter. */
static void join(int64_t *parents, int64_t one, int64_t other) {
    int64_t a = root_of(parents, one), b = root_of(parents, other);
    if (a < b)
        parents[b] = a;
    else
        parents[a] = b;
}

void newtongue_union(int64_t *parents, int64_t nodes, const int64_t *ones, const int64_t *others,
                     int64_t edges) {
    for (int64_t i = 0; i < edges; i++)
        join(parents, ones[i], others[i]);
    for (int64_t i = 0; i < nodes; i++)
        parents[i] = root_of(parents, i);
}

struct connecting {
    const uint32_t *const *signatures; /* by node */
    const int64_t *members;            /* nodes, bucket by bucket, ascending */
    const int64_t *starts;             /* buckets + 1 of them */
    int64_t *parents;                  /* by node; each is its own at first */
    int64_t *heads, *next, *last;      /* room for the members of the largest bucket */
    int64_t buckets;
    int32_t lanes, least; /* alike: equal in at least so many lanes */
};

/* One bucket. Each member is compared with the head of each set of members that it is not yet
 * joined to and then, so that no pair is missed, with the rest of that set. Members that are all
 * alike cost one comparison each; only strangers are compared with all. */
INLINE void connect_bucket(struct connecting *job, const int64_t *members, int64_t count) {
    int64_t heads = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t node = members[i], home = -1;
        const uint32_t *signature = job->signatures[node];
        for (int whole = 0; whole < 2; whole++)
            for (int64_t h = 0; h < heads; h++) {
                int64_t at = job->heads[h];
                if (root_of(job->parents, members[at]) == root_of(job->parents, node)) {
                    home = h;
                    continue;
                }
                at = whole ? job->next[at] : at;
                for (int64_t stop = whole ? -1 : job->next[at]; at != stop; at = job->next[at]) {
                    if (same_lanes(signature, job->signatures[members[at]], job->lanes) >=
                        job->least) {
                        join(job->parents, node, members[at]);
                        home = h;
                        break;
                    }
                }
            }
        job->next[i] = -1;
        if (home < 0) {
            job->last[heads] = i;
            job->heads[heads++] = i;
        } else {
            job->next[job->last[home]] = i;
            job->last[home] = i;
        }
    }
}

DISPATCHED void newtongue_connect(struct connecting *job) {
    for (int64_t b = 0; b < job->buckets; b++)
        connect_bucket(job, job->members + job->starts[b], job->starts[b + 1] - job->starts[b]);
}

/* ---- sets of shingles ---- */

struct set {
    uint64_t *slots; /* a shingle, IN_ONE and IN_OTHER above it; 0 is empty */
    uint64_t room;   /* slots that there are; a power of two */
    uint64_t used;   /* of them in use: as many as the shingles at hand need */
};
#define IN_ONE ((uint64_t)1 << 32)
#define IN_OTHER ((uint64_t)1 << 33)

/* Empty, with twice as many slots as there can be shingles. 0, or -1 without memory. */
static int set_begin(struct set *set, int64_t shingles) {
    uint64_t used = 64;
    while (used < 2 * (uint64_t)shingles)
        used *= 2;
    if (used > set->room) {
        free(set->slots);
        set->slots = malloc(used * sizeof *set->slots);
        set->room = set->slots ? used : 0;
        if (!set->slots)
            return -1;
    }
    set->used = used;
    memset(set->slots, 0, used * sizeof *set->slots);
    return 0;
}

/* The slot of a shingle, or the empty one where it would be. */
static inline uint64_t *set_find(const struct set *set, uint32_t shingle) {
    uint64_t at = shingle & (set->used - 1);
    while (set->slots[at] && (uint32_t)set->slots[at] != shingle)
        at = (at + 1) & (set->used - 1);
    return set->slots + at;
}

struct overlap {
    int64_t ones, others, both;
};

static int overlap_of(struct set *set, const uint32_t *ones, int64_t one_size,
                      const uint32_t *others, int64_t other_size, struct overlap *out) {
    struct overlap found = {0, 0, 0};
    if (set_begin(set, one_size + other_size))
        return -1;
    for (int64_t i = 0; i < one_size; i++) {
        uint64_t *slot = set_find(set, ones[i]);
        found.ones += !*slot;
        *slot = ones[i] | IN_ONE;
    }
    for (int64_t i = 0; i < other_size; i++) {
        uint64_t *slot = set_find(set, others[i]);
        found.others += !(*slot & IN_OTHER);
        found.both += (*slot & (IN_ONE | IN_OTHER)) == IN_ONE;
        *slot |= others[i] | IN_OTHER;
    }
    *out = found;
    return 0;
}

/* Sizes of two sets and of what they share. 0, or -1 without memory. */
int newtongue_jaccard(const uint32_t *ones, int64_t one_size, const uint32_t *others,
                      int64_t other_size, int64_t *sizes) {
    struct set set = {NULL, 0, 0};
    struct overlap found = {0, 0, 0};
    int failed = overlap_of(&set, ones, one_size, others, other_size, &found);
    free(set.slots);
    sizes[0] = found.ones, sizes[1] = found.others, sizes[2] = found.both;
    return failed;
}

/* Distinct shingles of each list, counted up to `most`. 0, or -1 without memory. */
int newtongue_distinct(const uint32_t *const *shingles, const int64_t *sizes, int64_t count,
                       int64_t most, int64_t *out) {
    struct set set = {NULL, 0, 0};
    for (int64_t i = 0; i < count; i++) {
        /* with few to count, the set stays small, however long the list */
        if (set_begin(&set, sizes[i] < most ? sizes[i] : most)) {
            free(set.slots);
            return -1;
        }
        out[i] = 0;
        for (int64_t k = 0; k < sizes[i] && out[i] < most; k++) {
            uint64_t *slot = set_find(&set, shingles[i][k]);
            out[i] += !*slot;
            *slot = shingles[i][k] | IN_ONE;
        }
    }
    free(set.slots);
    return 0;
}

/* ---- which files are kept ---- */

struct starring {
    const uint32_t *const *signatures; /* by node; nodes of a component follow one another, */
    const uint32_t *const *shingles;   /* the one to be kept first in front */
    const int64_t *sizes;
    const int64_t *starts; /* components + 1 of them */
    int64_t *keepers;      /* by node, out: the node that stays in its place, or itself */
    int32_t *same;         /* out: equal lanes of the two */
    double *jaccards;      /* out: by the sets of shingles, or -1 where the signature was enough */
    int64_t *kept;         /* room for the nodes of the largest component */
    int64_t components, exact, refused;
    double threshold;
    int32_t lanes, least, enough; /* lanes: candidates from `least`, certain from `enough` */
};

/* How many shingles of the overlap may be pairs that only share 32 bits: the mean of such pairs and
 * four standard deviations. Nought below some 2,000 shingles. */
static int64_t chance_hits(const struct overlap *found) {
    double all = (double)(found->ones + found->others), mean = all * all / 8589934592.0;
    return (int64_t)(mean + 4 * sqrt(mean) + 0.9);
}

/* Whether two are alike by their sets of shingles; 1, 0, or -1 without memory. */
static int alike(struct starring *job, struct set *set, int64_t one, int64_t other,
                 double *jaccard) {
    struct overlap found;
    if (overlap_of(set, job->shingles[one], job->sizes[one], job->shingles[other],
                   job->sizes[other], &found))
        return -1;
    int64_t all = found.ones + found.others - found.both, spare = chance_hits(&found);
    int passes = (double)(found.both - spare) >= job->threshold * (double)(all + spare);
    *jaccard = all ? (double)found.both / (double)all : 1;
    job->exact++;
    job->refused += !passes;
    return passes;
}

/* The keeper of a node is the first of those kept that it is alike. 0, or -1 without memory. */
INLINE int star_node(struct starring *job, struct set *set, int64_t node, int64_t *kept) {
    job->keepers[node] = node, job->same[node] = job->lanes, job->jaccards[node] = -1;
    for (int64_t k = 0; k < *kept; k++) {
        int64_t keeper = job->kept[k];
        double jaccard = -1;
        int same = same_lanes(job->signatures[node], job->signatures[keeper], job->lanes);
        if (same < job->least)
            continue;
        int passes = same >= job->enough ? 1 : alike(job, set, node, keeper, &jaccard);
        if (passes < 0)
            return -1;
        if (passes) {
            job->keepers[node] = keeper, job->same[node] = same, job->jaccards[node] = jaccard;
            return 0;
        }
    }
    job->kept[(*kept)++] = node;
    return 0;
}

DISPATCHED int newtongue_star(struct starring *job) {
    struct set set = {NULL, 0, 0};
    int failed = 0;
    for (int64_t c = 0; c < job->components && !failed; c++) {
        int64_t kept = 0;
        for (int64_t node = job->starts[c]; node < job->starts[c + 1] && !failed; node++)
            failed = star_node(job, &set, node, &kept);
    }
    free(set.slots);
    return failed;
}
