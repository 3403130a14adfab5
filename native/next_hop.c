#include "next_hop.h"

#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "octets.h"

enum {
    SMALLEST_ROOM = 64,
    ETHERTYPE_IP = 0x0800,
    TIME_TO_LIVE = 64,
    PROTOCOL_GRE = 47,
};

void next_hops_init(struct next_hops *hops)
{
    *hops = (struct next_hops){0};
    pthread_mutex_init(&hops->lock, NULL);
}

void next_hops_free(struct next_hops *hops)
{
    free(hops->slots);
    pthread_mutex_destroy(&hops->lock);
}

/* --- the table: its lock is held -------------------------------------------------------------- */

static size_t place_of(const struct next_hops *hops, uint32_t peer)
{
    return (size_t)(peer * 0x9E3779B1u >> 8) & (hops->room - 1);
}

/* The slot of a peer, or the free one where it would be. There must be one that is free. */
static struct next_hop *slot_of(const struct next_hops *hops, uint32_t peer)
{
    size_t place = place_of(hops, peer);
    while (hops->slots[place].peer && hops->slots[place].peer != peer)
        place = (place + 1) & (hops->room - 1);
    return &hops->slots[place];
}

static bool make_room(struct next_hops *hops)
{
    if (2 * (hops->count + 1) <= hops->room)
        return true;
    struct next_hops larger = {.room = hops->room ? 2 * hops->room : SMALLEST_ROOM};
    larger.slots = calloc(larger.room, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < hops->room; i++)
        if (hops->slots[i].peer)
            *slot_of(&larger, hops->slots[i].peer) = hops->slots[i];
    free(hops->slots);
    hops->slots = larger.slots;
    hops->room = larger.room;
    return true;
}

static bool put(struct next_hops *hops, const struct next_hop *hop)
{
    if (!hop->peer || !make_room(hops))
        return false;
    struct next_hop *slot = slot_of(hops, hop->peer);
    uint16_t id = slot->id;
    hops->count += !slot->peer;
    *slot = *hop;
    slot->id = id;
    return true;
}

/* Free a slot, and put those behind it where they are found without it. */
static void drop(struct next_hops *hops, uint32_t peer)
{
    struct next_hop *slot = hops->room ? slot_of(hops, peer) : NULL;
    if (!slot || !slot->peer)
        return;
    slot->peer = 0;
    hops->count--;
    size_t place = (size_t)(slot - hops->slots);
    for (;;) {
        place = (place + 1) & (hops->room - 1);
        struct next_hop moved = hops->slots[place];
        if (!moved.peer)
            return;
        hops->slots[place].peer = 0;
        *slot_of(hops, moved.peer) = moved;
    }
}

/* --- from the thread that knows the ways ------------------------------------------------------ */

bool next_hops_put(struct next_hops *hops, const struct next_hop *hop)
{
    pthread_mutex_lock(&hops->lock);
    bool good = put(hops, hop);
    pthread_mutex_unlock(&hops->lock);
    return good;
}

void next_hops_drop(struct next_hops *hops, uint32_t peer)
{
    pthread_mutex_lock(&hops->lock);
    drop(hops, peer);
    pthread_mutex_unlock(&hops->lock);
}

/* --- headers ---------------------------------------------------------------------------------- */

static void put_ethernet(uint8_t *header, const struct next_hop *hop)
{
    memcpy(header, hop->hardware, sizeof hop->hardware);
    write16(header + 12, ETHERTYPE_IP);
}

/* As the kernel makes it for the raw socket: no options, and routers may cut the packet. */
static void put_ip(uint8_t *header, struct next_hop *hop, size_t size)
{
    header[0] = 0x45;
    header[1] = 0;
    write16(header + 2, (uint16_t)size);
    write16(header + 4, ++hop->id);
    write16(header + 6, 0);
    header[8] = TIME_TO_LIVE;
    header[9] = PROTOCOL_GRE;
    write16(header + 10, 0);
    write32(header + 12, hop->source);
    write32(header + 16, hop->peer);
    write16(header + 10, checksum(header, IP_HEADER));
}

static struct framed frame(struct next_hop *hop, const struct batch_gre *packet)
{
    uint8_t *ip = packet->packet - IP_HEADER, *ethernet = ip - ETHERNET_HEADER;
    size_t size = packet->size + IP_HEADER;
    put_ip(ip, hop, size);
    put_ethernet(ethernet, hop);
    return (struct framed){hop->peer, hop->device, ethernet, size + ETHERNET_HEADER};
}

size_t next_hops_frame(struct next_hops *hops, struct batch_gre *packets, size_t count,
                       struct framed *framed)
{
    size_t done = 0, left = 0;
    pthread_mutex_lock(&hops->lock);
    for (size_t i = 0; i < count; i++) {
        struct next_hop *hop = hops->room ? slot_of(hops, packets[i].peer) : NULL;
        if (hop && hop->peer && packets[i].size + IP_HEADER <= hop->mtu)
            framed[done++] = frame(hop, &packets[i]);
        else
            packets[left++] = packets[i];
    }
    pthread_mutex_unlock(&hops->lock);
    return done;
}
