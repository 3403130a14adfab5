/* Keys made ready while there is nothing to do, for the sessions that were last at work, in the
   direction they were at work. */

#ifndef VPDN_IDLE_H
#define VPDN_IDLE_H

#include <stdbool.h>

#include "engine.h"

/* The session is at work this way; the one that was so the longest ago keeps no keys ready any
   longer. Where many take turns each is gone again before its next packet, and keys made ready for
   it would be thrown away: so they are made only for one that is at work again while it is here. */
void idle_remember(struct engine *engine, enum way way, const struct session *session);

/* There is nothing else to do: have a few more keys ready. False when there is nothing of that kind
   to do either. */
bool idle_use(struct engine *engine, double now);

#endif
