/* Sequence numbers as they arrive: RFC 2637 sections 4.1 and 4.3. Twin of datapath/sequence.py.

   Tells what is in its turn, early or late, and holds early packets until their turn or until they
   were held long enough. A number moves on only when the owner says its packet was accepted. */

#ifndef VPDN_ARRIVALS_H
#define VPDN_ARRIVALS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blocks.h"

enum {
    ARRIVALS_REMEMBERED = 64,    /* lost numbers known in case they come after all */
    ARRIVALS_REORDER_LIMIT = 64, /* packets held before the first of them stops waiting */
    ARRIVALS_FAR = 2048,         /* a number further ahead counts only when another near it came */
    ARRIVALS_ACK_SHARE = 4,      /* so much of the window, a fourth, is acknowledged at once */
    ARRIVALS_MOST = 512,         /* packets kept while their owner is busy; more are as if lost */
};

enum arrival { ARRIVAL_NEXT, ARRIVAL_EARLY, ARRIVAL_LATE, ARRIVAL_FAR };

struct held {
    int64_t number;
    double at; /* seconds, when it came */
    uint8_t *payload;
    size_t size;
};

struct arrivals {
    int64_t expected; /* the next number, counted on without wrapping; so are all others here */
    int64_t owed;     /* packets received since the last acknowledgment */
    double patience;  /* seconds a packet is held at present */
    double acknowledge_at;
    double oldest; /* when the packet that was held the longest came */
    int64_t released;
    int64_t far;
    struct held *held; /* by number */
    size_t held_count, held_capacity;
    int64_t *lost; /* a ring of ARRIVALS_REMEMBERED, made at the first loss */
    size_t lost_count, lost_next;
    struct blocks *blocks; /* where payloads are kept */
};

void arrivals_init(struct arrivals *arrivals, struct blocks *blocks);
void arrivals_free(struct arrivals *arrivals);

/* When a held packet or an acknowledgment becomes due, in seconds; infinity when none does. */
double arrivals_deadline(const struct arrivals *arrivals);

/* Whether a later packet is here already. */
bool arrivals_overtaken(const struct arrivals *arrivals, int64_t number);

/* The number meant by the 32 bits on the wire: the one nearest to the expected. */
int64_t arrivals_number(const struct arrivals *arrivals, uint32_t wire);

/* What to do with a packet of this number; ARRIVAL_FAR remembers it. */
enum arrival arrivals_place(struct arrivals *arrivals, int64_t number);

/* Keep a copy of a packet for later. False when there is no room: it is as if lost. */
bool arrivals_hold(struct arrivals *arrivals, int64_t number, const uint8_t *payload, size_t size,
                   double now);

/* Take out the first packet held if it is due. Its payload goes to the caller, who gives it back
   with blocks_give. */
bool arrivals_release(struct arrivals *arrivals, double now, struct held *out);

/* The packet was good. Returns how many numbers before it are lost. */
int64_t arrivals_accept(struct arrivals *arrivals, int64_t number, double now);

/* Whether an acknowledgment waited long enough for data to travel on. */
static inline bool arrivals_acknowledgment_due(const struct arrivals *arrivals, double now)
{
    return now >= arrivals->acknowledge_at;
}

/* The 32 bits that acknowledge all that is owed; the caller sends them. */
uint32_t arrivals_acknowledgment(struct arrivals *arrivals);

#endif
