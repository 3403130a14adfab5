#include "shards.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

static bool open_shard(struct shard *shard, size_t number)
{
    *shard = (struct shard){.number = number, .sleeps_until = INFINITY, .wake = -1};
    gate_init(&shard->out);
    gate_init(&shard->lock);
    shard->engine = engine_new();
    return shard->engine != NULL;
}

static void close_shard(struct shard *shard)
{
    if (shard->engine)
        engine_free(shard->engine);
    gate_free(&shard->lock);
    gate_free(&shard->out);
}

struct shards *shards_new(size_t count)
{
    struct shards *shards = aligned_alloc(alignof(struct shards), sizeof *shards);
    if (!shards)
        return NULL;
    memset(shards, 0, sizeof *shards);
    while (shards->count < count) {
        struct shard *shard = &shards->each[shards->count];
        if (!open_shard(shard, shards->count++)) {
            shards_free(shards);
            return NULL;
        }
        engine_share_networks(shard->engine, shards->each[0].engine);
    }
    return shards;
}

/* The first one's networks are those of all. */
void shards_free(struct shards *shards)
{
    for (size_t i = shards->count; i > 0; i--)
        close_shard(&shards->each[i - 1]);
    free(shards);
}

void shard_take(struct shard *shard)
{
    gate_take(&shard->out);
    gate_take(&shard->lock);
}

void shard_give(struct shard *shard)
{
    gate_give(&shard->lock);
    gate_give(&shard->out);
}

bool shard_try(struct shard *shard)
{
    if (!gate_try(&shard->out))
        return false;
    if (gate_try(&shard->lock))
        return true;
    gate_give(&shard->out);
    return false;
}

double shard_next(struct shard *shard)
{
    gate_take(&shard->lock);
    double next = shard->sleeps_until = engine_deadline(shard->engine);
    gate_give(&shard->lock);
    return next;
}

bool shard_would_be_late(struct shard *shard)
{
    double next = engine_deadline(shard->engine);
    if (next >= shard->sleeps_until)
        return false;
    shard->sleeps_until = next;
    return true;
}

void shard_wake(struct shard *shard)
{
    eventfd_write(shard->wake, 1);
}
