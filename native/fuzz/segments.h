/* What is claimed of packets between TUN and an engine: what gso cut, and what gro merged. */

#ifndef VPDN_FUZZ_SEGMENTS_H
#define VPDN_FUZZ_SEGMENTS_H

#include <stdbool.h>

#include "gro.h"
#include "gso.h"

enum { SEGMENTS_MOST = 4096 };

/* Packets in order, each in memory of its own. */
struct segments {
    uint8_t *packets[SEGMENTS_MOST];
    size_t sizes[SEGMENTS_MOST];
    bool done[SEGMENTS_MOST];
    size_t count;
};

/* Keep a copy of one more. */
void segments_add(struct segments *segments, const uint8_t *packet, size_t size);
void segments_free(struct segments *segments);

/* A packet that gso made of what `gso` began with: lengths and checksums are right. */
void segments_claim_cut(const struct gso *gso, const uint8_t *packet, size_t size);

/* A gro_write for a list of what was given to gro: what is written, cut again, is what was given,
   each packet once and none before another one of its connection. */
void segments_claim_merged(void *segments, const struct iovec *pieces, int count);

#endif
