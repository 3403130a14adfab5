#include "segments.h"

#include "checksum.h"
#include "input.h"
#include "octets.h"

enum { ADDRESSES = 12, DONT_FRAGMENT = 0x4000 };

void segments_add(struct segments *segments, const uint8_t *packet, size_t size)
{
    CLAIM(segments->count < SEGMENTS_MOST);
    uint8_t *copy = exactly(size);
    memcpy(copy, packet, size);
    segments->packets[segments->count] = copy;
    segments->sizes[segments->count] = size;
    segments->done[segments->count++] = false;
}

void segments_free(struct segments *segments)
{
    for (size_t i = 0; i < segments->count; i++)
        free(segments->packets[i]);
    segments->count = 0;
}

/* TCP or UDP behind a header of `header` octets. */
static bool transport_is_right(const uint8_t *packet, size_t size, size_t header)
{
    uint16_t length = (uint16_t)(size - header);
    uint64_t sum = ipv4_pseudo_header(packet, packet[9], length);
    return !checksum_finish(checksum_add(sum, packet + header, length));
}

void segments_claim_cut(const struct gso *gso, const uint8_t *packet, size_t size)
{
    CLAIM(size && size <= gso->largest);
    if (!gso->header)
        return;
    size_t done = (gso->index - 1) * (size_t)gso->vnet.gso_size, header = gso->header;
    bool last = gso->index == gso->count;
    CLAIM(size >= header && size + done <= gso->size);
    CLAIM(last ? size + done == gso->size : size == header + gso->vnet.gso_size);
    CLAIM(!memcmp(packet + header, gso->packet + header + done, size - header));
    if (packet[9] == IP_PROTOCOL_TCP)
        CLAIM(read32(packet + gso->transport + 4) - read32(gso->packet + gso->transport + 4) ==
              done);
    if (packet[9] == IP_PROTOCOL_UDP) {
        CLAIM(read16(packet + gso->transport + 4) == size - gso->transport);
        CLAIM(read16(packet + gso->transport + 6));
    }
    CLAIM((uint16_t)(read16(packet + 4) - read16(gso->packet + 4)) == gso->index - 1);
    CLAIM(read16(packet + 2) == size && !checksum(packet, gso->transport));
    CLAIM(transport_is_right(packet, size, gso->transport));
}

/* Whether this is the packet that was given: an identification means nothing where no router may
   fragment, and then another one may stand there. */
static bool same(const uint8_t *one, const uint8_t *given, size_t size)
{
    if (!memcmp(one, given, size))
        return true;
    return size > IPV4_HEADER && read16(given + 6) & DONT_FRAGMENT && !memcmp(one, given, 4) &&
           !memcmp(one + 6, given + 6, 4) && !memcmp(one + 12, given + 12, size - 12) &&
           !checksum(one, IPV4_HEADER);
}

/* Whether both are whole TCP of one connection. */
static bool together(const uint8_t *one, size_t size, const uint8_t *other, size_t other_size)
{
    struct ipv4 ip, ip2;
    return ipv4_parse(&ip, one, size) && ipv4_parse(&ip2, other, other_size) &&
           ip.protocol == IP_PROTOCOL_TCP && ip2.protocol == IP_PROTOCOL_TCP && !ip.offset &&
           !ip2.offset && ip.length >= ip.header + 4 && ip2.length >= ip2.header + 4 &&
           !memcmp(one + ADDRESSES, other + ADDRESSES, 8) &&
           !memcmp(one + ip.header, other + ip2.header, 4);
}

static void claim_given(struct segments *given, const uint8_t *packet, size_t size)
{
    size_t at = 0;
    while (at < given->count && (given->done[at] || given->sizes[at] != size ||
                                 !same(packet, given->packets[at], size))) {
        CLAIM(given->done[at] ||
              !together(packet, size, given->packets[at], given->sizes[at]));
        at++;
    }
    CLAIM(at < given->count);
    given->done[at] = true;
}

static size_t gathered(uint8_t *to, const struct iovec *pieces, int count)
{
    size_t size = 0;
    for (int i = 0; i < count; i++) {
        CLAIM(size + pieces[i].iov_len <= VNET_HEADER + UINT16_MAX);
        memcpy(to + size, pieces[i].iov_base, pieces[i].iov_len);
        size += pieces[i].iov_len;
    }
    return size;
}

void segments_claim_merged(void *segments, const struct iovec *pieces, int count)
{
    static uint8_t whole[VNET_HEADER + UINT16_MAX], one[UINT16_MAX];
    struct gso gso;
    CLAIM(count >= 2 && count <= GRO_PIECES);
    size_t size = gathered(whole, pieces, count);
    uint32_t packets = gso_begin(&gso, whole, size);
    CLAIM(packets == (uint32_t)count - 1);
    CLAIM(gso.vnet.gso_type == (packets > 1 ? VNET_GSO_TCP4 : VNET_GSO_NONE));
    if (gso.vnet.flags & VNET_DATA_VALID)
        CLAIM(transport_is_right(gso.packet, read16(gso.packet + 2), (gso.packet[0] & 15) * 4u));
    while (packets--) {
        size_t cut = gso_next(&gso, one);
        segments_claim_cut(&gso, one, cut);
        claim_given(segments, one, cut);
    }
}
