#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "octets.h"
#include "tcpip.h"

enum {
    MPPE_OVERHEAD = 4, /* octets MPPE adds to the PPP payload: its header, and the protocol */
    /* Octets of a PPP payload that one IP packet can carry, whatever MRU a peer has: behind IP's
       and GRE's headers, address, control and protocol. */
    LARGEST = 0xFFFF - 20 - 16 - 4,
    PPP_PROTOCOL = 0x880B,
    DATA_ONLY = 0x3001,
    DATA_AND_ACK = 0x3081,
    ACK_ONLY = 0x2081,
};

static size_t prefix(const struct spec *spec, uint8_t protocol, uint8_t *octets)
{
    size_t size = 0;
    if (!spec->acfc) {
        octets[size++] = 0xFF;
        octets[size++] = 0x03;
    }
    if (!spec->pfc)
        octets[size++] = 0x00;
    octets[size++] = protocol;
    return size;
}

void outbound_update(struct session *session)
{
    window_resize(&session->window, session->spec.window);
    session->ip_prefix_size = prefix(&session->spec, 0x21, session->ip_prefix);
    session->mppe_prefix_size = prefix(&session->spec, 0xFD, session->mppe_prefix);
}

void outbound_encrypt_with(struct session *session, const struct session_keys *keys)
{
    if (session->encrypts)
        mppe_encryptor_free(&session->encryptor);
    session->encrypts = keys != NULL;
    if (keys)
        mppe_encryptor_init(&session->encryptor, keys->send, keys->bits, keys->stateful);
}

static void put_header(uint8_t *header, uint16_t flags, size_t size, uint16_t call_id,
                       uint32_t number)
{
    write16(header, flags);
    write16(header + 2, PPP_PROTOCOL);
    write16(header + 4, (uint16_t)size);
    write16(header + 6, call_id);
    write32(header + 8, number);
}

/* The outer protocol number of a payload that has one whole. */
static uint16_t protocol_of(const uint8_t *payload)
{
    size_t start = payload[0] == 0xFF && payload[1] == 0x03 ? 2 : 0;
    if (payload[start] & 1)
        return payload[start];
    return read16(payload + start);
}

/* GRE around a payload: RFC 2637 section 4.1. */
static void send_payload(struct session *session, uint8_t *payload, size_t size, double now,
                         struct batch *batch)
{
    const struct spec *spec = &session->spec;
    uint32_t number = (uint32_t)window_sent(&session->window, now);
    bool both = session->arrivals.owed > 0;
    uint8_t *packet = payload - (both ? 16 : 12);
    put_header(packet, both ? DATA_AND_ACK : DATA_ONLY, size, spec->peer_call_id, number);
    if (both)
        write32(packet + 12, arrivals_acknowledgment(&session->arrivals));
    session->counters.last_out = now;
    session->counters.frames_out++;
    session->counters.octets_out += size;
    if (batch->recording)
        batch_record(batch, &(struct batch_record){.call_id = spec->call_id,
                                                   .kind = RECORD_FRAME,
                                                   .outgoing = true,
                                                   .protocol = protocol_of(payload),
                                                   .size = size});
    size_t whole = size + (size_t)(payload - packet);
    if (spec->capture_wire)
        batch_captured(batch, spec->call_id, true, true, packet, whole);
    batch_gre(batch, spec->peer, packet, whole);
}

static void record_enciphered(struct session *session, const uint8_t *datagram, size_t size,
                              struct batch *batch)
{
    batch_record(batch, &(struct batch_record){
                            .call_id = session->spec.call_id,
                            .kind = RECORD_MPPE,
                            .outgoing = true,
                            .flushed = datagram[0] & 0x80,
                            .size = size,
                            .coherency = (uint16_t)(read16(datagram) & 0x0FFF),
                            .key_changes = mppe_encryptor_changes(&session->encryptor)});
}

/* `data` begins with its protocol number; before it is head room. Whoever looks on gets to see the
   cipher text, so it is made at once; else with that of other packets. */
static void send_enciphered(struct session *session, uint8_t *data, size_t size, double now,
                            struct batch *batch)
{
    uint8_t *datagram = data - 2;
    session->counters.mppe_encrypted++;
    if (batch->recording || session->spec.capture_wire) {
        batch_encipher(batch);
        mppe_encrypt(&session->encryptor, data, size, datagram);
        if (batch->recording)
            record_enciphered(session, datagram, size, batch);
    } else {
        batch_defer(batch, &session->encryptor, data, size);
    }
    uint8_t *payload = datagram - session->mppe_prefix_size;
    memcpy(payload, session->mppe_prefix, session->mppe_prefix_size);
    send_payload(session, payload, session->mppe_prefix_size + 2 + size, now, batch);
}

/* Enciphered only here, behind the queue, so that MPPE and GRE count in one order. */
static void transmit(struct session *session, uint8_t *packet, size_t size, double now,
                     struct batch *batch)
{
    if (!session->encrypts && session->spec.require_encryption) {
        session->counters.clear_drops++;
        return;
    }
    uint8_t *frame = packet - 2;
    bool capture = session->spec.capture_clear;
    uint8_t *clear = capture ? arena_take(&batch->arena, size + 2) : NULL;
    if (clear) {
        write16(clear, 0x0021);
        memcpy(clear + 2, packet, size);
    }
    if (session->encrypts) {
        write16(frame, 0x0021);
        send_enciphered(session, frame, size + 2, now, batch);
    } else {
        uint8_t *payload = packet - session->ip_prefix_size;
        memcpy(payload, session->ip_prefix, session->ip_prefix_size);
        send_payload(session, payload, session->ip_prefix_size + size, now, batch);
    }
    if (clear)
        batch_captured(batch, session->spec.call_id, false, true, clear, size + 2);
    session->counters.packets_out++;
    session->counters.bytes_out += size;
    session->counters.last_data = now;
}

static void too_big(struct session *session, const uint8_t *packet, size_t size, size_t largest,
                    struct batch *batch)
{
    session->counters.too_big++;
    uint8_t *answer = arena_take(&batch->arena, ANSWER_LARGEST);
    size_t answer_size =
        answer ? fragmentation_needed(answer, packet, size, (uint16_t)largest) : 0;
    if (answer_size)
        batch_tun(batch, answer, answer_size);
}

static void enqueue(struct session *session, const uint8_t *packet, size_t size,
                    struct batch *batch)
{
    if (session->queue_count == SESSION_QUEUE) {
        session->counters.window_drops++;
        return;
    }
    if (!session->queue)
        session->queue = malloc(SESSION_QUEUE * sizeof *session->queue);
    uint8_t *octets = session->queue ? blocks_take(session->blocks, size) : NULL;
    if (!octets) {
        batch->no_memory++;
        return;
    }
    memcpy(octets, packet, size);
    size_t last = (session->queue_first + session->queue_count++) % SESSION_QUEUE;
    session->queue[last] = (struct queued){octets, size};
}

void outbound_send_ip(struct session *session, uint8_t *packet, size_t size, double now,
                      struct batch *batch)
{
    const struct spec *spec = &session->spec;
    if (spec->outward && !filter_permits(spec->outward, packet, size)) {
        session->counters.filtered++;
        return;
    }
    size_t overhead = session->encrypts ? MPPE_OVERHEAD : 0;
    size_t mru = spec->mru < LARGEST ? spec->mru : LARGEST;
    size_t largest = mru > overhead ? mru - overhead : 0;
    if (size > largest) {
        too_big(session, packet, size, largest, batch);
        return;
    }
    if (spec->police_out.rate && !policer_admits(&session->police_out, size, now))
        return;
    if (spec->mss)
        clamp_mss(packet, size, spec->mss);
    if (!session->queue_count && window_open(&session->window))
        transmit(session, packet, size, now, batch);
    else
        enqueue(session, packet, size, batch);
}

void outbound_send_frame(struct session *session, uint8_t *frame, size_t size, double now,
                         struct batch *batch)
{
    session->counters.control_out++;
    if (session->spec.capture_clear)
        batch_captured(batch, session->spec.call_id, false, true, frame, size);
    send_payload(session, frame, size, now, batch);
}

void outbound_drain(struct session *session, double now, struct batch *batch)
{
    while (session->queue_count && window_open(&session->window)) {
        struct queued first = session->queue[session->queue_first];
        session->queue_first = (session->queue_first + 1) % SESSION_QUEUE;
        session->queue_count--;
        uint8_t *room = arena_take(&batch->arena, SESSION_HEADROOM + first.size);
        if (room) {
            memcpy(room + SESSION_HEADROOM, first.octets, first.size);
            transmit(session, room + SESSION_HEADROOM, first.size, now, batch);
        } else {
            batch->no_memory++;
        }
        blocks_give(session->blocks, first.octets);
    }
}

void outbound_acknowledge(struct session *session, struct batch *batch)
{
    const struct spec *spec = &session->spec;
    uint8_t *room = arena_take(&batch->arena, BATCH_HEADROOM + 12);
    if (!room) {
        batch->no_memory++;
        return;
    }
    uint8_t *packet = room + BATCH_HEADROOM;
    session->counters.acks_out++;
    uint32_t number = arrivals_acknowledgment(&session->arrivals);
    put_header(packet, ACK_ONLY, 0, spec->peer_call_id, number);
    if (spec->capture_wire)
        batch_captured(batch, spec->call_id, true, true, packet, 12);
    batch_gre(batch, spec->peer, packet, 12);
}
