/* A thread that carries packets between TUN and GRE through an engine, and knows no Python. */

#ifndef VPDN_WORKER_H
#define VPDN_WORKER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "engine.h"
#include "io.h"
#include "upward.h"

struct worker {
    struct engine *engine;
    pthread_mutex_t *lock; /* held by whoever uses the engine */
    struct upward *upward;
    struct io *io;
    struct xdp *xdp; /* or NULL; the caller's */
    struct batch batch;
    double sleeps_until; /* it looks at the deadlines then without being woken; under the lock */
    int poll, wake; /* an epoll and an eventfd: there are other deadlines, or the end has come */
    atomic_bool stopping;
    pthread_t thread;
};

/* Begin. Descriptors stay the caller's, as `xdp` does if there is one. 0, or what errno was. */
int worker_start(struct worker *worker, struct engine *engine, pthread_mutex_t *lock,
                 struct upward *upward, const struct io_ends *ends, struct xdp *xdp);

/* The engine was used from elsewhere, and the lock is still held: has it a deadline that the thread
   would sleep through? Then wake it. */
bool worker_would_be_late(struct worker *worker);

/* Look at the deadlines again. */
void worker_wake(struct worker *worker);

/* End the thread and wait for it. */
void worker_stop(struct worker *worker);

/* The time all deadlines are in: CLOCK_MONOTONIC in seconds, as time.monotonic() in Python. */
double worker_now(void);

#endif
