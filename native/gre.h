/* GRE packets from peers: RFC 2637 section 4. Whose they are, what MPPE will have to do for them, and
   what their headers say; the payload is inbound.c's. */

#ifndef VPDN_GRE_H
#define VPDN_GRE_H

#include <stddef.h>
#include <stdint.h>

#include "batch.h"
#include "session.h"

/* A GRE packet without its IP header, and who sent it, in host order. */
struct gre_packet {
    uint32_t source;
    uint8_t *octets;
    size_t size;
};

/* Whose each packet is: `sessions` gets `count`, NULL for a packet of no session or not from its
   peer. There is a place for each of the 65,536 Call IDs in `by_call_id`. */
void gre_find_sessions(struct session *const *by_call_id, const struct gre_packet *packets,
                       size_t count, struct session **sessions);

/* Tell MPPE what it will have to decipher: it makes two streams sooner side by side than one after
   the other, whosever they are. */
void gre_look_ahead(struct session *const *sessions, const struct gre_packet *packets,
                    size_t count, struct batch *batch);

/* One packet of a session's peer, which must live and may be written to as long as the batch. */
void gre_receive(struct session *session, const struct gre_packet *packet, double now,
                 struct batch *batch);

#endif
