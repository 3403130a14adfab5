/* What goes up to Python: control frames, events, records and captured packets. A worker puts them
   in, the event loop takes all at once. Bounded: what Python is too slow for is dropped. */

#ifndef VPDN_UPWARD_H
#define VPDN_UPWARD_H

#include <pthread.h>
#include <stdint.h>

#include "batch.h"
#include "shards.h"

struct upward {
    pthread_mutex_t lock;
    int signal;      /* an eventfd, readable while there is something */
    uint64_t dropped;
    struct batch waiting;
    uint64_t serials[SHARDS_MOST]; /* of the last batch put in, by the number of its engine */
};

/* False when the system gives no eventfd. */
bool upward_init(struct upward *upward);
void upward_free(struct upward *upward);

/* Copy what of a batch of the engine of this number is for Python. */
void upward_put(struct upward *upward, size_t number, const struct batch *batch);

/* Exchange what waits with `taken`, an empty batch; every batch up to `serials` is in it, or was
   taken before. */
void upward_take(struct upward *upward, struct batch *taken, uint64_t serials[SHARDS_MOST]);

#endif
