/* Which peers can be sent to without asking the kernel's routing, and the two headers that go in
   front of a GRE packet for one of them: Ethernet's and IPv4's (RFC 894, RFC 791).

   A small table that Python fills, and clears when something changes. One thread writes and others
   read: it has a lock of its own. Addresses of IP are in host order. */

#ifndef VPDN_NEXT_HOP_H
#define VPDN_NEXT_HOP_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"

enum {
    ETHERNET_HEADER = 14,
    IP_HEADER = 20,
    HARDWARE_ADDRESS = 6,
};

struct next_hop {
    uint32_t peer;   /* 0: the slot is free */
    uint32_t source; /* our own address */
    int device;      /* its index */
    uint32_t mtu;    /* octets of the largest IP packet */
    uint16_t id;     /* of the last packet */
    uint8_t hardware[2 * HARDWARE_ADDRESS]; /* the next hop's address, then ours */
};

struct next_hops {
    pthread_mutex_t lock;
    struct next_hop *slots; /* open addressing; a power of two, at most half of them taken */
    size_t room, count;
};

/* A GRE packet with its headers, ready for a device. */
struct framed {
    uint32_t peer;
    int device;
    uint8_t *octets;
    size_t size;
};

void next_hops_init(struct next_hops *hops);
void next_hops_free(struct next_hops *hops);

/* Know the way to a peer, or another way. False without memory. */
bool next_hops_put(struct next_hops *hops, const struct next_hop *hop);

/* Forget the way to a peer. */
void next_hops_drop(struct next_hops *hops, uint32_t peer);

/* The packets to which a way is known and that fit it get their headers, in the BATCH_HEADROOM
   octets before them, and are put into `framed`: how many there are. The others move to the front
   of `packets`; both keep their order. */
size_t next_hops_frame(struct next_hops *hops, struct batch_gre *packets, size_t count,
                       struct framed *framed);

/* The packet that was framed. */
static inline struct batch_gre framed_packet(const struct framed *framed)
{
    return (struct batch_gre){framed->peer, framed->octets + ETHERNET_HEADER + IP_HEADER,
                              framed->size - ETHERNET_HEADER - IP_HEADER};
}

#endif
