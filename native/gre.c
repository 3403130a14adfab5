#include "gre.h"

#include "mppe_ahead.h"
#include "octets.h"

enum {
    PPP_PROTOCOL = 0x880B,
    KEY_AND_VERSION_1 = 0x2001,
    HAS_SEQUENCE = 0x1000,
    HAS_ACKNOWLEDGMENT = 0x0080,
};

struct header {
    unsigned flags;
    size_t offset, length; /* of the payload */
};

/* The header of RFC 2637 section 4.1; false for what is none. */
static bool read_header(const struct gre_packet *packet, struct header *header)
{
    const uint8_t *octets = packet->octets;
    unsigned flags = read16(octets);
    header->flags = flags;
    header->length = read16(octets + 4);
    header->offset = 8u + (flags & HAS_SEQUENCE ? 4u : 0) + (flags & HAS_ACKNOWLEDGMENT ? 4u : 0);
    return (flags & ~(unsigned)(HAS_SEQUENCE | HAS_ACKNOWLEDGMENT)) == KEY_AND_VERSION_1 &&
           read16(octets + 2) == PPP_PROTOCOL &&
           packet->size >= header->offset + header->length &&
           (!header->length || flags & HAS_SEQUENCE);
}

void gre_receive(struct session *session, const struct gre_packet *packet, double now,
                 struct batch *batch)
{
    struct header header;
    if (session->spec.capture_wire)
        batch_captured(batch, session->spec.call_id, true, false, packet->octets, packet->size);
    if (!read_header(packet, &header)) {
        session->counters.malformed++;
        return;
    }
    if (header.flags & HAS_ACKNOWLEDGMENT) {
        bool alone = !header.length;
        session->counters.acks_in += alone;
        window_acknowledge(&session->window, read32(packet->octets + header.offset - 4), alone,
                           now);
    }
    if (header.flags & HAS_SEQUENCE)
        inbound_receive(session, read32(packet->octets + 8), packet->octets + header.offset,
                        header.length, now, batch);
}

static struct session *session_of(struct session *const *by_call_id,
                                  const struct gre_packet *packet)
{
    if (packet->size < 8)
        return NULL;
    struct session *session = by_call_id[read16(packet->octets + 6)];
    return session && session->spec.peer == packet->source ? session : NULL;
}

void gre_find_sessions(struct session *const *by_call_id, const struct gre_packet *packets,
                       size_t count, struct session **sessions)
{
    for (size_t i = 0; i < count; i++)
        sessions[i] = session_of(by_call_id, &packets[i]);
}

static void expect(struct mppe_ahead *ahead, struct session *session,
                   const struct gre_packet *packet)
{
    struct header header;
    size_t size;
    if (!read_header(packet, &header))
        return;
    const uint8_t *datagram =
        inbound_datagram(packet->octets + header.offset, header.length, &size);
    if (datagram)
        mppe_ahead_expect(ahead, &session->decryptor, datagram, size);
}

void gre_look_ahead(struct session *const *sessions, const struct gre_packet *packets,
                    size_t count, struct batch *batch)
{
    if (!batch->ahead && count > 1)
        batch->ahead = mppe_ahead_new();
    if (!batch->ahead)
        return;
    mppe_ahead_forget(batch->ahead);
    for (size_t i = 0; count > 1 && i < count; i++)
        if (sessions[i] && sessions[i]->decrypts && !session_suspended(sessions[i], batch))
            expect(batch->ahead, sessions[i], &packets[i]);
}
