/* The engines of several workers: a session is in the one whose number its Call ID leaves.

   Each has two locks. `lock` is for all of it but the encryptors; `out` is for those, and for the
   order of numbers on the wire. Who wants both takes `out` first, and may give `lock` back before
   what was framed is enciphered and sent. So packets of one session go out by one thread and come
   in by another at the same time. */

#ifndef VPDN_SHARDS_H
#define VPDN_SHARDS_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine.h"
#include "gate.h"

enum { SHARDS_MOST = 16 };

struct shard {
    alignas(64) struct engine *engine;
    size_t number;
    struct gate out, lock;
    /* Its worker looks at the deadlines then without being woken; under `lock`. */
    double sleeps_until;
    int wake; /* an eventfd that wakes the worker; -1: none runs */
};

struct shards {
    size_t count;
    struct shard each[SHARDS_MOST];
};

/* `count` of them, from 1 to SHARDS_MOST; NULL without memory. */
struct shards *shards_new(size_t count);
void shards_free(struct shards *shards);

/* Where a session is, or would be. */
static inline struct shard *shards_of(struct shards *shards, uint16_t call_id)
{
    return &shards->each[call_id % shards->count];
}

/* Both locks. */
void shard_take(struct shard *shard);
void shard_give(struct shard *shard);

/* The same, if nobody has one of them. */
bool shard_try(struct shard *shard);

/* When its engine wants to be ticked, in seconds, or infinity: its worker sleeps until then. */
double shard_next(struct shard *shard);

/* The engine was used by somebody else than its worker, and `lock` is still held: has it a deadline
   that the worker would sleep through? Then shard_wake shall follow. */
bool shard_would_be_late(struct shard *shard);

/* Have the worker look at the deadlines again. */
void shard_wake(struct shard *shard);

#endif
