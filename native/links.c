#include "links.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "af_packet.h"

/* 0, or what errno was. */
static int open_tier(struct links *links, enum tier tier, size_t workers)
{
    if (tier == TIER_NATIVE)
        return 0;
    for (size_t i = 0; i < workers; i++) {
        links->packets[i] = af_packet_open();
        if (links->packets[i] < 0)
            return errno;
    }
    if (tier == TIER_PACKET)
        return 0;
    int error = xdp_probe();
    links->xdp = error ? NULL : xdp_new();
    return error || links->xdp ? error : ENOMEM;
}

struct links *links_new(enum tier tier, size_t workers)
{
    struct links *links = calloc(1, sizeof *links);
    if (!links)
        return NULL;
    for (size_t i = 0; i < SHARDS_MOST; i++)
        links->packets[i] = -1;
    next_hops_init(&links->hops);
    int error = open_tier(links, tier, workers);
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
    for (size_t i = 0; i < SHARDS_MOST; i++)
        if (links->packets[i] >= 0)
            close(links->packets[i]);
    next_hops_free(&links->hops);
    free(links);
}
