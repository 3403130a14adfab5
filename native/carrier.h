/* Whoever has engines do something, and does what they want done: a worker, or Python.

   What goes up to Python is put there while the engine is still ours, so that it does so in the
   order of the batches; what is to be sent and written goes out afterwards. */

#ifndef VPDN_CARRIER_H
#define VPDN_CARRIER_H

#include "batch.h"
#include "io.h"
#include "shards.h"
#include "upward.h"

struct carrier {
    struct shards *shards;
    struct shard *own; /* whose time it keeps itself; NULL: none's */
    struct upward *upward;
    struct io *io;
    struct batch batch;
};

/* False without memory. Descriptors stay the caller's. */
bool carrier_init(struct carrier *carrier, struct shards *shards, struct shard *own,
                  struct upward *upward, const struct io_ends *ends);
void carrier_free(struct carrier *carrier);

/* A new batch, whose memory lasts until the next one is begun. */
void carrier_begin(struct carrier *carrier);

/* An engine is ours, all of it, until carrier_leave: then what it wants done is done. */
struct batch *carrier_enter(struct carrier *carrier, struct shard *shard);
void carrier_leave(struct carrier *carrier, struct shard *shard);

/* The first `count` packets that have been received go to the engines they are for. */
void carrier_from_gre(struct carrier *carrier, size_t count, double now);

/* The same of what was read from TUN, since carrier_begin. */
void carrier_from_tun(struct carrier *carrier, size_t count, double now);

#endif
