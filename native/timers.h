/* Which session is due next: a heap by time, then Call ID, with each session in it once. */

#ifndef VPDN_TIMERS_H
#define VPDN_TIMERS_H

#include <stdbool.h>
#include <stddef.h>

#include "session.h"

struct timers {
    struct session **heap; /* the first place stays empty */
    size_t count, capacity;
};

void timers_free(struct timers *timers);

/* When the first is due, in seconds, or infinity. */
double timers_next(struct timers *timers);

/* The session is due at `at`, and no other time any longer. A later time than before costs nothing
   here: its place in the heap stays until it comes first. False when there is no memory. */
bool timers_set(struct timers *timers, struct session *session, double at);

/* Take out the first one that is due by `now`, or NULL. */
struct session *timers_due(struct timers *timers, double now);

/* The session goes. */
void timers_remove(struct timers *timers, struct session *session);

#endif
