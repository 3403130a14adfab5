/* A rate limit: a bucket of tokens that fills at the rate, and IP packets that take of it. Twin of
   datapath/policer.py, counted in the same whole numbers: microseconds, and bits times those. */

#ifndef VPDN_POLICER_H
#define VPDN_POLICER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `rate` in bits a second, 0 for no limit at all; `burst` the octets that may pass at once after a
   pause, `debt` those that may be borrowed beyond. */
struct limit {
    uint32_t rate, burst, debt;
};

/* One direction of a session. Made of zeros it polices nothing. */
struct policer {
    struct limit limit;
    uint64_t conformed, conformed_octets, exceeded, exceeded_octets;
    double last;                /* when it saw a packet, in seconds */
    int64_t full, debt;         /* of the limit, in bits times microseconds like the next two */
    int64_t tokens;             /* below 0 by what was borrowed */
    int64_t owed;               /* the sum of debts since a packet was dropped */
    int64_t at;                 /* when the bucket was filled, in microseconds */
    int64_t longest;            /* after so many microseconds it is full, however empty */
};

/* Another limit begins with a full bucket, the same one goes on; counts stay. */
void policer_change(struct policer *policer, const struct limit *limit);

/* Whether a packet of `size` octets may pass. Only where there is a limit. */
bool policer_admits(struct policer *policer, size_t size, double now);

/* The octets that were taken and not yet filled up again when the last packet came. */
uint64_t policer_burst(const struct policer *policer);

#endif
