/* Keys made ready while there is nothing to do, for the sessions that were last at work, in the
   direction they were at work. */

#ifndef VPDN_IDLE_H
#define VPDN_IDLE_H

#include <stdbool.h>

#include "engine.h"

/* The session is at work this way; the one that was so the longest ago keeps no keys ready any
   longer. */
void idle_remember(struct engine *engine, enum way way, const struct session *session);

/* There is nothing else to do: have a few more keys ready. False when there is nothing of that kind
   to do either. */
bool idle_use(struct engine *engine, double now);

#endif
