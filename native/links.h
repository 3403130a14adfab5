/* What workers have besides their raw sockets to reach devices, by its tier: nothing; a packet socket
   to send by; or that, and AF_XDP to send and receive by. */

#ifndef VPDN_LINKS_H
#define VPDN_LINKS_H

#include "next_hop.h"
#include "shards.h"
#include "xdp.h"

/* In the order of TIERS in net/carriage.py. */
enum tier { TIER_NATIVE, TIER_PACKET, TIER_XDP };

struct links {
    int packets[SHARDS_MOST]; /* a packet socket for each worker, or -1 */
    struct next_hops hops;
    struct xdp *xdp; /* or NULL */
};

/* NULL, and errno: what the tier wants is not to be had. */
struct links *links_new(enum tier tier, size_t workers);

/* When no worker uses them any more. */
void links_free(struct links *links);

#endif
