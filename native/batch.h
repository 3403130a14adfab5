/* What one call of the engine wants done, in order within each list. Twin of Batch in
   datapath/engine.py. The lists and the memory behind them are used again for the next batch. */

#ifndef VPDN_BATCH_H
#define VPDN_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "mppe.h"

enum {
    BATCH_BACKLOG = 64,
    /* Octets in front of every GRE packet that may be written to: for the headers of IP and
       Ethernet, 34 octets, where somebody puts them there. */
    BATCH_HEADROOM = 48,
};

/* A GRE packet without IP header, BATCH_HEADROOM octets before it, and where it goes; addresses are
   in host order here. */
struct batch_gre {
    uint32_t peer;
    uint8_t *packet;
    size_t size;
};

/* An IP packet for the TUN device. */
struct batch_tun {
    uint8_t *packet;
    size_t size;
};

/* A PPP frame for the owner of the session. */
struct batch_frame {
    uint16_t call_id;
    uint8_t *frame;
    size_t size;
};

enum event { EVENT_RESET_NEEDED, EVENT_RENEGOTIATE };

struct batch_event {
    uint16_t call_id;
    enum event event;
};

/* FramePassed, MppePassed and MppeRefused of datapath/trace.py. */
enum record_kind { RECORD_FRAME, RECORD_MPPE, RECORD_REFUSED };
enum reason { REASON_NO_KEYS, REASON_GARBAGE, REASON_LOST };

struct batch_record {
    uint16_t call_id;
    enum record_kind kind;
    bool outgoing, flushed;
    uint16_t protocol, coherency;
    enum reason reason;
    size_t size;
    uint64_t key_changes;
};

struct batch_captured {
    uint16_t call_id;
    bool wire, outward;
    uint8_t *packet;
    size_t size;
};

struct batch {
    struct arena arena;
    bool recording;
    bool apart; /* who has the engine has not always the encryptors: see engine.h */
    bool waits; /* the owner is elsewhere and says when it has seen a batch: engine_seen */
    uint64_t serial; /* another one for every batch of an engine, from 1 on */
    uint64_t seen;   /* the owner of the sessions has acted on every batch up to this one */
    uint64_t no_memory; /* things left undone for want of memory */
    struct batch_gre *gre;
    struct batch_tun *tun;
    struct batch_frame *frames;
    struct batch_event *events;
    struct batch_record *records;
    struct batch_captured *captured;
    size_t gre_count, gre_room;
    size_t tun_count, tun_room;
    size_t frame_count, frame_room;
    size_t event_count, event_room;
    size_t record_count, record_room;
    size_t captured_count, captured_room;
    /* Packets numbered and framed whose cipher text is still to be made. */
    struct mppe_work *deferred;
    size_t deferred_count, deferred_room;
    /* Call IDs of sessions that may go on sending; one for each packet from GRE at most. */
    uint16_t backlog[BATCH_BACKLOG];
    size_t backlog_count;
    /* What engine_from_gre has deciphered next; made when first needed. */
    struct mppe_ahead *ahead;
};

void batch_init(struct batch *batch);
void batch_free(struct batch *batch);

/* Forget everything; engine_begin makes it a new batch. */
void batch_clear(struct batch *batch);

/* Forget what is wanted done, but neither the backlog nor the memory that was taken. */
void batch_empty(struct batch *batch);

/* Forget what was for the owner of the sessions: he has been told. */
void batch_told(struct batch *batch);

/* Each adds one thing; packets must live as long as the batch, a frame is copied. */
void batch_gre(struct batch *batch, uint32_t peer, uint8_t *packet, size_t size);
void batch_tun(struct batch *batch, uint8_t *packet, size_t size);
void batch_frame(struct batch *batch, uint16_t call_id, const uint8_t *frame, size_t size);
void batch_event(struct batch *batch, uint16_t call_id, enum event event);
void batch_record(struct batch *batch, const struct batch_record *record);

/* These keep a copy. */
void batch_captured(struct batch *batch, uint16_t call_id, bool wire, bool outward,
                    const uint8_t *packet, size_t size);

void batch_backlog(struct batch *batch, uint16_t call_id);

/* Encipher `size` octets at `data` into the datagram before them, soon: batch_encipher makes good
   for all that were put off. Order within a session is kept. */
void batch_defer(struct batch *batch, struct mppe_encryptor *encryptor, uint8_t *data, size_t size);
void batch_encipher(struct batch *batch);

#endif
