/* One socket of AF_XDP: frames of one queue of a device, received and sent in memory that the kernel
   shares. One thread may receive, and one send, at a time. See the kernel's Documentation/networking/af_xdp.rst. */

#ifndef VPDN_XSK_H
#define VPDN_XSK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine.h"
#include "next_hop.h"

enum {
    XSK_FRAMES = 2048, /* for each direction; a power of two */
    XSK_FRAME = 4096,  /* octets of one */
    XSK_LARGEST = XSK_FRAME - 256, /* octets of the largest packet: the kernel wants head room */
    XSK_BATCH = 64,
};

/* A ring in shared memory: one side moves `producer` on, the other `consumer`. */
struct xsk_ring {
    uint32_t *producer, *consumer, *flags;
    void *entries;
    void *map;
    size_t map_size;
};

struct xsk {
    int socket;
    bool lost; /* the device was down or gone when something was sent last */
    uint8_t *frames; /* XSK_FRAMES to receive into, then XSK_FRAMES to send from */
    struct xsk_ring fill, completion, receive, send;
    uint64_t held[XSK_BATCH]; /* frames of packets received, until they are released */
    size_t held_count;
    uint32_t free[XSK_FRAMES]; /* numbers of frames that may be sent from */
    size_t free_count;
};

/* A socket for one queue of a device, zero-copy where the driver can. NULL, and errno: EINVAL where
   the device has no such queue. */
struct xsk *xsk_new(int device, uint32_t queue);
void xsk_free(struct xsk *xsk);

/* What has arrived, at most `most` packets and XSK_BATCH, as GRE packets in the shared memory, which
   may be written to. What is no whole IPv4 packet is counted. */
size_t xsk_receive(struct xsk *xsk, struct gre_packet *packets, size_t most, size_t *malformed);

/* Give the memory of packets received back. */
void xsk_release(struct xsk *xsk);

/* Send the first frames there is room for: how many. */
size_t xsk_send(struct xsk *xsk, const struct framed *framed, size_t count);

/* Let the kernel go on with what is still in the ring; whether something is. */
bool xsk_push(struct xsk *xsk);

#endif
