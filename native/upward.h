/* What goes up to Python: control frames, events, records and captured packets. A worker puts them
   in, the event loop takes all at once. Bounded: what Python is too slow for is dropped. */

#ifndef VPDN_UPWARD_H
#define VPDN_UPWARD_H

#include <pthread.h>
#include <stdint.h>

#include "batch.h"

struct upward {
    pthread_mutex_t lock;
    int signal;      /* an eventfd, readable while there is something */
    uint64_t dropped;
    struct batch waiting; /* its serial is that of the last batch put in */
};

/* False when the system gives no eventfd. */
bool upward_init(struct upward *upward);
void upward_free(struct upward *upward);

/* Copy what of the batch is for Python. */
void upward_put(struct upward *upward, const struct batch *batch);

/* Exchange what waits with `taken`, an empty batch. */
void upward_take(struct upward *upward, struct batch *taken);

#endif
