#include "xsk.h"

#include <errno.h>
#include <linux/if_xdp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checksum.h"
#include "octets.h"

enum {
    MASK = XSK_FRAMES - 1,
    PUSHES = 8, /* calls in a row for what is in the ring: the kernel sends 32 packets in one */
};

#define AREA ((size_t)2 * XSK_FRAMES * XSK_FRAME)

static uint32_t acquired(const uint32_t *number)
{
    return __atomic_load_n(number, __ATOMIC_ACQUIRE);
}

static void released(uint32_t *number, uint32_t value)
{
    __atomic_store_n(number, value, __ATOMIC_RELEASE);
}

static bool wants_waking(const struct xsk_ring *ring)
{
    return __atomic_load_n(ring->flags, __ATOMIC_RELAXED) & XDP_RING_NEED_WAKEUP;
}

/* --- making one ------------------------------------------------------------------------------- */

static bool register_area(struct xsk *xsk)
{
    void *area = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED)
        return false;
    xsk->frames = area;
    struct xdp_umem_reg area_of = {
        .addr = (uint64_t)(uintptr_t)area, .len = AREA, .chunk_size = XSK_FRAME};
    return setsockopt(xsk->socket, SOL_XDP, XDP_UMEM_REG, &area_of, sizeof area_of) == 0;
}

static bool map_ring(const struct xsk *xsk, struct xsk_ring *ring, off_t page,
                     const struct xdp_ring_offset *offsets, size_t entry)
{
    ring->map_size = offsets->desc + XSK_FRAMES * entry;
    void *map = mmap(NULL, ring->map_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                     xsk->socket, page);
    if (map == MAP_FAILED)
        return false;
    uint8_t *start = map;
    ring->map = map;
    ring->producer = (uint32_t *)(void *)(start + offsets->producer);
    ring->consumer = (uint32_t *)(void *)(start + offsets->consumer);
    ring->flags = (uint32_t *)(void *)(start + offsets->flags);
    ring->entries = start + offsets->desc;
    return true;
}

static bool make_rings(struct xsk *xsk)
{
    static const int options[] = {XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING, XDP_RX_RING,
                                  XDP_TX_RING};
    int size = XSK_FRAMES;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (setsockopt(xsk->socket, SOL_XDP, options[i], &size, sizeof size) < 0)
            return false;
    struct xdp_mmap_offsets offsets;
    socklen_t length = sizeof offsets;
    if (getsockopt(xsk->socket, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length) < 0)
        return false;
    return map_ring(xsk, &xsk->fill, (off_t)XDP_UMEM_PGOFF_FILL_RING, &offsets.fr, 8) &&
           map_ring(xsk, &xsk->completion, (off_t)XDP_UMEM_PGOFF_COMPLETION_RING, &offsets.cr,
                    8) &&
           map_ring(xsk, &xsk->receive, XDP_PGOFF_RX_RING, &offsets.rx,
                    sizeof(struct xdp_desc)) &&
           map_ring(xsk, &xsk->send, XDP_PGOFF_TX_RING, &offsets.tx, sizeof(struct xdp_desc));
}

static void fill(struct xsk *xsk, const uint64_t *frames, size_t count)
{
    uint32_t next = *xsk->fill.producer;
    for (size_t i = 0; i < count; i++)
        ((uint64_t *)xsk->fill.entries)[next++ & MASK] = frames[i];
    released(xsk->fill.producer, next);
}

static bool bind_to(const struct xsk *xsk, int device, uint32_t queue)
{
    struct sockaddr_xdp address = {.sxdp_family = AF_XDP,
                                   .sxdp_flags = XDP_USE_NEED_WAKEUP,
                                   .sxdp_ifindex = (uint32_t)device,
                                   .sxdp_queue_id = queue};
    return bind(xsk->socket, (struct sockaddr *)&address, sizeof address) == 0;
}

static bool prepare(struct xsk *xsk, int device, uint32_t queue)
{
    xsk->socket = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (xsk->socket < 0 || !register_area(xsk) || !make_rings(xsk))
        return false;
    for (uint64_t i = 0; i < XSK_FRAMES; i++) {
        uint64_t frame = i * XSK_FRAME;
        fill(xsk, &frame, 1);
        xsk->free[xsk->free_count++] = (uint32_t)(XSK_FRAMES + i);
    }
    return bind_to(xsk, device, queue);
}

struct xsk *xsk_new(int device, uint32_t queue)
{
    struct xsk *xsk = calloc(1, sizeof *xsk);
    if (!xsk || prepare(xsk, device, queue))
        return xsk;
    int error = errno;
    xsk_free(xsk);
    errno = error;
    return NULL;
}

static void unmap(const struct xsk_ring *ring)
{
    if (ring->map)
        munmap(ring->map, ring->map_size);
}

void xsk_free(struct xsk *xsk)
{
    if (xsk->socket >= 0)
        close(xsk->socket);
    unmap(&xsk->fill);
    unmap(&xsk->completion);
    unmap(&xsk->receive);
    unmap(&xsk->send);
    if (xsk->frames)
        munmap(xsk->frames, AREA);
    free(xsk);
}

/* --- receiving -------------------------------------------------------------------------------- */

/* The GRE packet of a frame that the program let through. It has seen the headers, not how long the
   packet says it is, nor its checksum. */
static bool without_headers(uint8_t *frame, size_t size, struct gre_packet *packet)
{
    uint8_t *ip = frame + ETHERNET_HEADER;
    if (size < ETHERNET_HEADER + IP_HEADER)
        return false;
    size_t length = read16(ip + 2);
    if (length < IP_HEADER || length > size - ETHERNET_HEADER || checksum(ip, IP_HEADER))
        return false;
    packet->source = read32(ip + 12);
    packet->octets = ip + IP_HEADER;
    packet->size = length - IP_HEADER;
    return true;
}

size_t xsk_receive(struct xsk *xsk, struct gre_packet *packets, size_t most, size_t *malformed)
{
    uint32_t next = *xsk->receive.consumer;
    size_t count = acquired(xsk->receive.producer) - next, good = 0;
    size_t limit = most < XSK_BATCH ? most : XSK_BATCH;
    count = count < limit ? count : limit;
    for (size_t i = 0; i < count; i++) {
        const struct xdp_desc *each = &((struct xdp_desc *)xsk->receive.entries)[next++ & MASK];
        xsk->held[i] = each->addr;
        good += without_headers(xsk->frames + each->addr, each->len, &packets[good]);
    }
    xsk->held_count = count;
    released(xsk->receive.consumer, next);
    *malformed = count - good;
    return good;
}

void xsk_release(struct xsk *xsk)
{
    fill(xsk, xsk->held, xsk->held_count);
    xsk->held_count = 0;
    if (wants_waking(&xsk->fill))
        recvfrom(xsk->socket, NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

/* --- sending ---------------------------------------------------------------------------------- */

/* Take back the frames of packets that have gone. */
static void reclaim(struct xsk *xsk)
{
    uint32_t next = *xsk->completion.consumer, end = acquired(xsk->completion.producer);
    while (next != end) {
        uint64_t frame = ((uint64_t *)xsk->completion.entries)[next++ & MASK];
        xsk->free[xsk->free_count++] = (uint32_t)(frame / XSK_FRAME);
    }
    released(xsk->completion.consumer, next);
}

static bool is_pending(const struct xsk *xsk)
{
    return acquired(xsk->send.consumer) != *xsk->send.producer;
}

bool xsk_push(struct xsk *xsk)
{
    for (size_t i = 0; i < PUSHES && !xsk->lost && is_pending(xsk); i++) {
        if (!wants_waking(&xsk->send) ||
            sendto(xsk->socket, NULL, 0, MSG_DONTWAIT, NULL, 0) >= 0 || errno == EAGAIN)
            continue;
        if (errno != EBUSY && errno != ENOBUFS && errno != EINTR)
            xsk->lost = true;
        break;
    }
    return !xsk->lost && is_pending(xsk);
}

/* There are as many places in the ring as frames. */
size_t xsk_send(struct xsk *xsk, const struct framed *framed, size_t count)
{
    if (xsk->lost) {
        xsk->lost = false;
        xsk_push(xsk);
    }
    if (xsk->lost)
        return 0;
    reclaim(xsk);
    uint32_t next = *xsk->send.producer;
    size_t sent = 0;
    for (; sent < count && xsk->free_count && framed[sent].size <= XSK_LARGEST; sent++) {
        uint64_t frame = (uint64_t)xsk->free[--xsk->free_count] * XSK_FRAME;
        memcpy(xsk->frames + frame, framed[sent].octets, framed[sent].size);
        ((struct xdp_desc *)xsk->send.entries)[next++ & MASK] =
            (struct xdp_desc){.addr = frame, .len = (uint32_t)framed[sent].size};
    }
    released(xsk->send.producer, next);
    xsk_push(xsk);
    return sent;
}
