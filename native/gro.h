/* To TUN: packets that came from peers in one batch become few large ones, each with a vnet header
   in front, for the kernel to take as if the segments of TCP had never been cut.

   Only what gso.c would cut into the same packets again is merged, and only after its checksum was
   verified, for MPPE does not protect what it carries. The order within a connection stays. */

#ifndef VPDN_GRO_H
#define VPDN_GRO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "tcpip.h"
#include "vnet.h"

enum {
    GRO_FLOWS = 16,    /* connections that are open at once */
    GRO_SEGMENTS = 64, /* packets in one large one */
    GRO_FRONT = VNET_HEADER + IPV4_HEADER + HEADER_LARGEST,
    GRO_PIECES = 1 + GRO_SEGMENTS,
};

/* Takes one packet for TUN: `count` pieces, the vnet header at the start of the first. They are
   valid until it returns. */
typedef void gro_write(void *to, const struct iovec *pieces, int count);

/* One connection: the headers of its first packet, and the payload of all. */
struct gro_flow {
    uint8_t *packet; /* the first as it came; NULL: the flow is free */
    size_t header, length, segment; /* octets: headers, IP packet so far, payload of each packet */
    uint32_t next;                  /* sequence number */
    uint16_t next_identification;
    bool push; /* the last packet had PSH */
    int count; /* of pieces, the front included */
    uint8_t front[GRO_FRONT];
    struct iovec pieces[GRO_PIECES];
};

/* Where packets gather. Nothing in it outlives a batch but how it was made. */
struct gro {
    gro_write *write;
    void *to;
    unsigned used, victim; /* flows ever open in this batch; which to close when all are open */
    struct gro_flow flows[GRO_FLOWS];
};

/* Packets will go to `write`, with `to`. */
void gro_init(struct gro *gro, gro_write *write, void *to);

/* The next packet; it must stay as it is until gro_flush. Any octets will do: what is no plain TCP
   goes on untouched. */
void gro_add(struct gro *gro, uint8_t *packet, size_t size);

/* The end of the batch: everything goes out. */
void gro_flush(struct gro *gro);

#endif
