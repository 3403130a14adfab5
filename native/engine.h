/* The data path of all sessions: whose packet is it? Twin of datapath/reference.py.

   No sockets, no clock: packets and the time in seconds come in, a batch goes out. Sessions are
   named by our own Call ID. Addresses are in host order. */

#ifndef VPDN_ENGINE_H
#define VPDN_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"
#include "blocks.h"
#include "gre.h"
#include "networks.h"
#include "session.h"
#include "timers.h"

enum { ENGINE_RECENT = 8 };

enum way { WAY_IN, WAY_OUT };

/* Call IDs of sessions that were last at work, and where the next one goes. `again`: a session was at
   work once more while it stood here. */
struct recent {
    uint16_t call_ids[ENGINE_RECENT];
    bool again[ENGINE_RECENT];
    size_t next;
};

struct engine {
    struct session *sessions[65536]; /* by Call ID */
    size_t session_count;
    uint64_t added; /* sessions since the beginning */
    struct networks *networks, own_networks;
    struct timers timers;
    struct blocks blocks;
    bool recording;
    uint64_t serial;    /* of the last batch */
    uint64_t seen;      /* the owner of the sessions has acted on every batch up to this one */
    uint16_t *awaiting; /* Call IDs of sessions that wait for their owner to see a batch */
    size_t awaiting_count, awaiting_room;
    uint64_t stray; /* GRE packets of no session, or not from its peer */
    uint64_t round;
    struct recent recent[2]; /* by `enum way` */
};

struct engine *engine_new(void);
void engine_free(struct engine *engine);

/* Look packets up where `other` does, which lives longer. There are no sessions yet. */
void engine_share_networks(struct engine *engine, struct engine *other);

/* NULL for a Call ID that is not in use. */
static inline struct session *engine_find(const struct engine *engine, uint16_t call_id)
{
    return engine->sessions[call_id];
}

/* NULL when the session of that name has gone. */
static inline struct session *engine_named(const struct engine *engine, uint64_t name)
{
    struct session *session = engine->sessions[(uint16_t)name];
    return session && session->name == name ? session : NULL;
}

/* Takes over the routes of `spec` when it succeeds. False without memory; the Call ID must be
   free. */
bool engine_add(struct engine *engine, const struct spec *spec);

/* New settings for a session that is there. */
bool engine_update(struct engine *engine, const struct spec *spec);
void engine_remove(struct engine *engine, struct session *session);

/* Make an empty batch the engine's next one. */
void engine_begin(struct engine *engine, struct batch *batch);

/* Packets must live and may be written to as long as the batch. When the batch is `apart`, these
   leave it to the caller to encipher it (batch_encipher), and engine_from_gre touches no encryptor:
   sessions that could go on sending are the batch's backlog, for engine_catch_up. */
void engine_from_gre(struct engine *engine, struct gre_packet *packets, size_t count, double now,
                     struct batch *batch);
void engine_from_tun(struct engine *engine, struct ip_packet *packets, size_t count, double now,
                     struct batch *batch);

/* The same of packets that networks_find has found to be of sessions here. */
void engine_from_tun_named(struct engine *engine, const struct ip_packet *packets,
                           const uint64_t *names, size_t count, double now, struct batch *batch);
void engine_send_frame(struct engine *engine, struct session *session, uint8_t *frame,
                       size_t size, double now, struct batch *batch);
void engine_tick(struct engine *engine, double now, struct batch *batch);

/* Have the sessions of the batch's backlog send what their windows let go. */
void engine_catch_up(struct engine *engine, double now, struct batch *batch);

/* The owner of the sessions has acted on every batch up to `serial`: what waited for it goes on. */
void engine_seen(struct engine *engine, uint64_t serial, double now, struct batch *batch);

/* When engine_tick wants to be called, or infinity. */
static inline double engine_deadline(struct engine *engine)
{
    return timers_next(&engine->timers);
}

#endif
