/* From TUN: what was read with a vnet header in front becomes the packets that go to the peer.

   A packet of up to 64 KiB that TCP (or UDP) left whole is cut into its segments; a checksum that
   was left to the device is completed. */

#ifndef VPDN_GSO_H
#define VPDN_GSO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vnet.h"

/* One read on its way. For others to look at: `packet` of `size` octets is what was read, without
   the vnet header; `count` packets come of it, none of more than `largest` octets. */
struct gso {
    const uint8_t *packet;
    size_t size, largest;
    uint32_t count;
    uint32_t index;     /* of the next packet */
    size_t header;      /* octets of the headers of IP and TCP or UDP; 0: not to be cut */
    size_t transport;   /* where the header of TCP or UDP begins */
    struct vnet vnet;
};

/* Begin with the `size` octets that were read, which must stay as they are until the last packet
   is taken. How many packets come of them: 0 when they are malformed, at least 1 otherwise. */
uint32_t gso_begin(struct gso *gso, const uint8_t *read, size_t size);

/* Write the next packet to `to`, which has room for `gso->largest` octets. Its size; 0 after the
   last. */
size_t gso_next(struct gso *gso, uint8_t *to);

#endif
