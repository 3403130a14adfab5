/* A thread that carries packets between TUN and GRE through the engines, and knows no Python. */

#ifndef VPDN_WORKER_H
#define VPDN_WORKER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "carrier.h"

/* It ticks the engine of its own number; of the sockets of AF_XDP the first one has all to receive
   by, and every one sends by them. */
struct worker {
    struct carrier carrier;
    struct shard *shard;
    struct xdp *xdp; /* or NULL; the caller's */
    bool receives_links;
    int poll;
    atomic_bool stopping;
    pthread_t thread;
};

/* Begin. Descriptors stay the caller's, as `xdp` does if there is one. 0, or what errno was. */
int worker_start(struct worker *worker, struct shards *shards, size_t number,
                 struct upward *upward, const struct io_ends *ends, struct xdp *xdp);

/* End the thread and wait for it. */
void worker_stop(struct worker *worker);

/* The time all deadlines are in: CLOCK_MONOTONIC in seconds, as time.monotonic() in Python. */
double worker_now(void);

#endif
