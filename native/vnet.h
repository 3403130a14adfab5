/* What stands before each packet of a TUN device opened with IFF_VNET_HDR (VIRTIO 1.2, section
   5.1.6), ten octets long (TUNSETVNETHDRSZ), in this processor's order. */

#ifndef VPDN_VNET_H
#define VPDN_VNET_H

#include <stdint.h>

enum { VNET_HEADER = 10 };

/* Flags: the checksum is still to be computed; it has been verified. */
enum { VNET_NEEDS_CHECKSUM = 1, VNET_DATA_VALID = 2 };

/* Kinds of packet to be cut into segments; ECN is a mark beside the kind. */
enum { VNET_GSO_NONE = 0, VNET_GSO_TCP4 = 1, VNET_GSO_UDP = 5, VNET_GSO_ECN = 0x80 };

/* `header_size`: octets before the payload. `gso_size`: octets of payload in each segment.
   `checksum_start`: where the checksum's octets begin; `checksum_offset`: where it stands in them. */
struct vnet {
    uint8_t flags, gso_type;
    uint16_t header_size, gso_size, checksum_start, checksum_offset;
};

_Static_assert(sizeof(struct vnet) == VNET_HEADER, "no room between the fields");

#endif
