/* A mutex whose holder lets others in between times: without that a thread which takes it again and
   again keeps out all who sleep before it. */

#ifndef VPDN_GATE_H
#define VPDN_GATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct gate {
    pthread_mutex_t mutex;
    atomic_uint wanted; /* threads that wait */
};

void gate_init(struct gate *gate);
void gate_free(struct gate *gate);

/* Wait awake for a moment, for it is held for moments, and then asleep. */
void gate_take(struct gate *gate);

/* The same if nobody has it; else false. */
bool gate_try(struct gate *gate);

/* Somebody who waits awake has it next. */
void gate_give(struct gate *gate);

#endif
