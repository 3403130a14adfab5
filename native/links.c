#include "links.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "af_packet.h"

/* 0, or what errno was. */
static int open_tier(struct links *links, enum tier tier)
{
    if (tier == TIER_NATIVE)
        return 0;
    links->packet = af_packet_open();
    if (links->packet < 0)
        return errno;
    if (tier == TIER_PACKET)
        return 0;
    int error = xdp_probe();
    links->xdp = error ? NULL : calloc(1, sizeof *links->xdp);
    return error || links->xdp ? error : ENOMEM;
}

struct links *links_new(enum tier tier)
{
    struct links *links = calloc(1, sizeof *links);
    if (!links)
        return NULL;
    links->packet = -1;
    next_hops_init(&links->hops);
    int error = open_tier(links, tier);
    if (!error)
        return links;
    links_free(links);
    errno = error;
    return NULL;
}

void links_free(struct links *links)
{
    if (links->xdp)
        xdp_free(links->xdp);
    if (links->packet >= 0)
        close(links->packet);
    next_hops_free(&links->hops);
    free(links);
}
