/* Inner addresses to sessions: one table for all engines, since nobody knows whose packet it is
   before it has been looked up.

   It has a lock of its own. Who adds and removes has the sessions' engine to himself besides; who
   looks packets up from a thread beside others (networks_find) has not, and gets names that are
   still right, or of nobody, when he comes to the engine. */

#ifndef VPDN_NETWORKS_H
#define VPDN_NETWORKS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "routes.h"
#include "session.h"

struct ip_packet {
    uint8_t *octets; /* with SESSION_HEADROOM before them */
    size_t size;
};

struct networks {
    pthread_rwlock_t lock;
    struct routes routes, sources;
    _Atomic uint64_t unrouted; /* packets from TUN that no session's routes cover */
};

void networks_init(struct networks *networks);
void networks_free(struct networks *networks);

/* The routes and the source of a session lead to it. False without memory. */
bool networks_add(struct networks *networks, struct session *session);
void networks_remove(struct networks *networks, struct session *session);

/* Whose packet it is, or NULL. Nobody adds or removes meanwhile. */
struct session *networks_lookup(const struct networks *networks, const struct ip_packet *packet);

/* The name of the session of each packet; 0 for no session's. */
void networks_find(struct networks *networks, const struct ip_packet *packets, size_t count,
                   uint64_t *names);

#endif
