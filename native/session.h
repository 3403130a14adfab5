/* One call's two directions: keys, settings, counters and the session's one timer. Twin of
   datapath/session.py, inbound.py and outbound.py: the same decisions, the same counters. */

#ifndef VPDN_SESSION_H
#define VPDN_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrivals.h"
#include "batch.h"
#include "blocks.h"
#include "filter.h"
#include "mppe.h"
#include "policer.h"
#include "window.h"

enum {
    /* Octets a packet for the peer needs in front of it: GRE's header with both numbers, address
       and control, two protocol numbers, MPPE's header; and what a GRE packet needs. */
    SESSION_HEADROOM = 32 + BATCH_HEADROOM,
    SESSION_QUEUE = 128, /* IP packets that may wait for the peer's window */
};

/* An inner destination that goes into a session, address in host order. */
struct network {
    uint32_t address;
    uint8_t length;
};

/* One call as the data path sees it: SessionSpec of datapath/engine.py. */
struct spec {
    uint16_t call_id, peer_call_id;
    uint32_t peer; /* host order, like all addresses here */
    uint32_t window, receive_window;
    uint32_t mru;
    bool pfc, acfc;
    uint16_t mss; /* 0: leave TCP alone */
    bool has_source;
    uint32_t source;
    size_t route_count;
    struct network *routes; /* the session's own */
    struct filter *inward, *outward;
    struct limit police_in, police_out;
    bool require_encryption, capture_clear, capture_wire;
};

/* Counters of datapath/engine.py, in its order; module.c hands them over by this list. */
#define SESSION_COUNTS(COUNT)                                                                    \
    COUNT(packets_in) COUNT(packets_out) COUNT(bytes_in) COUNT(bytes_out)                        \
    COUNT(control_in) COUNT(control_out) COUNT(frames_in) COUNT(frames_out)                      \
    COUNT(octets_in) COUNT(octets_out) COUNT(acks_in) COUNT(acks_out)                            \
    COUNT(duplicates) COUNT(reordered) COUNT(lost) COUNT(window_drops)                           \
    COUNT(too_big) COUNT(clear_drops) COUNT(unrouted) COUNT(filtered) COUNT(malformed)           \
    COUNT(mppe_encrypted) COUNT(mppe_decrypted) COUNT(mppe_resets_sent)                          \
    COUNT(mppe_resets_received) COUNT(mppe_dropped) COUNT(mppe_missed)                           \
    COUNT(mppe_tx_coherency) COUNT(mppe_rx_coherency)                                            \
    COUNT(mppe_tx_key_changes) COUNT(mppe_rx_key_changes)                                        \
    COUNT(sequence_in) COUNT(sequence_out) COUNT(send_window)                                    \
    COUNT(conformed_in) COUNT(conformed_bytes_in) COUNT(exceeded_in) COUNT(exceeded_bytes_in)    \
    COUNT(burst_in) COUNT(conformed_out) COUNT(conformed_bytes_out) COUNT(exceeded_out)          \
    COUNT(exceeded_bytes_out) COUNT(burst_out)

/* And its times, in seconds. */
#define SESSION_TIMES(TIME)                                                                      \
    TIME(last_in) TIME(last_out) TIME(last_data) TIME(last_limited_in) TIME(last_limited_out)

struct counters {
#define COUNT(name) uint64_t name;
    SESSION_COUNTS(COUNT)
#undef COUNT
#define TIME(name) double name;
    SESSION_TIMES(TIME)
#undef TIME
};

struct queued {
    uint8_t *octets; /* a block: head room, then the packet */
    size_t size;
};

struct session {
    struct spec spec;
    struct counters counters;
    struct blocks *blocks;
    uint64_t name; /* its Call ID in the lowest 16 bits; no other session ever has the same */
    /* The engine's own: when it will call session_tick next, by which time the session stands in its
       heap, never a later one, and where (from 1 on; 0: nowhere); in which round it was last touched,
       and which one was next. */
    double due, scheduled;
    size_t timer;
    uint64_t round;
    struct session *next_touched;
    bool awaiting;

    struct policer police_in, police_out;
    struct arrivals arrivals;
    bool decrypts;
    struct mppe_decryptor decryptor;
    int64_t deciphered; /* the number of the last datagram that gave clear text */
    int64_t lost;       /* and how many numbers were lost by then */
    int64_t undeciphered;
    uint32_t garbage; /* datagrams of no key in a row */
    uint32_t resets_asked;
    uint64_t suspended; /* packets wait until the owner has seen the batch of this serial */
    double reported[2]; /* when each event was last reported */

    struct window window;
    bool encrypts;
    struct mppe_encryptor encryptor;
    uint8_t ip_prefix[4], mppe_prefix[4];
    size_t ip_prefix_size, mppe_prefix_size;
    struct queued *queue; /* a ring of SESSION_QUEUE, made when the window first closes */
    size_t queue_first, queue_count;
};

/* Keys of both directions: 16 octets for 128 bits, 8 for 40 and 56. */
struct session_keys {
    int bits;
    bool stateful;
    const uint8_t *send, *receive;
};

/* Takes over the routes of `spec`. */
void session_init(struct session *session, const struct spec *spec, struct blocks *blocks);
void session_free(struct session *session);

/* Take over new settings; keys, numbers and counters stay. */
void session_update(struct session *session, const struct spec *spec);

/* Begin with fresh keys, or (NULL) stop encrypting. */
void session_encrypt(struct session *session, const struct session_keys *keys);

/* The peer sent a CCP Reset-Request. */
void session_reset(struct session *session);

/* Whether what came from the peer waits for the owner of the session. */
static inline bool session_suspended(const struct session *session, const struct batch *batch)
{
    return session->suspended > batch->seen;
}

/* Whether packets wait that the peer's window lets go. */
static inline bool session_may_go_on(const struct session *session)
{
    return session->queue_count && window_open(&session->window);
}

/* When session_tick wants to be called, in seconds, or infinity; what waits for the owner of the
   session does not count. */
double session_deadline(const struct session *session, const struct batch *batch);
void session_tick(struct session *session, double now, struct batch *batch);

/* After each batch: send what the window lets go, acknowledge what no data did in time. */
void session_settle(struct session *session, double now, struct batch *batch);

/* The counters with what the streams count themselves. */
struct counters session_snapshot(const struct session *session);

/* --- inbound.c: from the peer ---------------------------------------------------------------- */

void inbound_decrypt_with(struct session *session, const struct session_keys *keys);

/* A GRE packet with a payload, which must live as long as the batch and may be written to. */
void inbound_receive(struct session *session, uint32_t wire_number, uint8_t *payload, size_t size,
                     double now, struct batch *batch);

/* Take the packets held whose turn or time has come. */
void inbound_release(struct session *session, double now, struct batch *batch);

/* A payload in MPPE's cipher text: the datagram in it, else NULL. */
const uint8_t *inbound_datagram(const uint8_t *payload, size_t size, size_t *datagram_size);

/* --- outbound.c: to the peer ----------------------------------------------------------------- */

void outbound_update(struct session *session);
void outbound_encrypt_with(struct session *session, const struct session_keys *keys);

/* An IPv4 packet of at least 20 octets for the peer, with SESSION_HEADROOM octets before it that
   may be written to, as the packet may; both live as long as the batch. */
void outbound_send_ip(struct session *session, uint8_t *packet, size_t size, double now,
                      struct batch *batch);

/* A PPP control frame, with head room likewise: in the clear, and past the queue. */
void outbound_send_frame(struct session *session, uint8_t *frame, size_t size, double now,
                         struct batch *batch);

/* Send what the window lets go by now. */
void outbound_drain(struct session *session, double now, struct batch *batch);

/* Acknowledge without data. */
void outbound_acknowledge(struct session *session, struct batch *batch);

#endif
