#include "gso.h"

#include <string.h>

#include "checksum.h"
#include "octets.h"
#include "tcpip.h"

enum { TCP_CHECKSUM = 16, UDP_CHECKSUM = 6 };

/* The octets of the header of TCP or UDP at `inner`; 0 for what is no whole one. */
static size_t transport_header(uint8_t protocol, const uint8_t *inner, size_t size)
{
    if (protocol == IP_PROTOCOL_UDP)
        return size < UDP_HEADER ? 0 : UDP_HEADER;
    if (size < TCP_HEADER)
        return 0;
    size_t header = (inner[12] >> 4) * 4u;
    return header < TCP_HEADER || header > size ? 0 : header;
}

/* A packet that is to be cut: whether it can be, and into how many. */
static uint32_t begin_segments(struct gso *gso, uint8_t protocol)
{
    struct ipv4 ip;
    if (!gso->vnet.gso_size || !ipv4_parse(&ip, gso->packet, gso->size) ||
        ip.protocol != protocol || ip.more_fragments || ip.offset)
        return 0;
    size_t header = transport_header(protocol, gso->packet + ip.header, ip.length - ip.header);
    if (!header)
        return 0;
    gso->size = ip.length;
    gso->transport = ip.header;
    gso->header = ip.header + header;
    size_t payload = gso->size - gso->header, segment = gso->vnet.gso_size;
    gso->largest = gso->header + (payload < segment ? payload : segment);
    return payload ? (uint32_t)((payload + segment - 1) / segment) : 1;
}

/* A packet that goes as it is, but perhaps for its checksum: 1 when that stands inside it. */
static uint32_t begin_whole(struct gso *gso)
{
    gso->largest = gso->size;
    if (!(gso->vnet.flags & VNET_NEEDS_CHECKSUM))
        return 1;
    size_t field = (size_t)gso->vnet.checksum_start + gso->vnet.checksum_offset;
    return field + 2 <= gso->size;
}

uint32_t gso_begin(struct gso *gso, const uint8_t *read, size_t size)
{
    *gso = (struct gso){0};
    if (size <= VNET_HEADER || size > VNET_HEADER + UINT16_MAX)
        return 0;
    memcpy(&gso->vnet, read, VNET_HEADER);
    gso->packet = read + VNET_HEADER;
    gso->size = size - VNET_HEADER;
    switch (gso->vnet.gso_type & ~VNET_GSO_ECN) {
    case VNET_GSO_NONE:
        gso->count = begin_whole(gso);
        break;
    case VNET_GSO_TCP4:
        gso->count = begin_segments(gso, IP_PROTOCOL_TCP);
        break;
    case VNET_GSO_UDP:
        gso->count = begin_segments(gso, IP_PROTOCOL_UDP);
        break;
    }
    return gso->count;
}

/* 0 means "no checksum" in UDP, which has another zero for it (RFC 768). */
static uint16_t for_udp(uint16_t checksum)
{
    return checksum ? checksum : 0xFFFF;
}

/* The whole packet; its checksum's field holds the sum of the pseudo header already. */
static size_t write_whole(const struct gso *gso, uint8_t *to)
{
    if (!(gso->vnet.flags & VNET_NEEDS_CHECKSUM)) {
        memcpy(to, gso->packet, gso->size);
        return gso->size;
    }
    size_t start = gso->vnet.checksum_start, offset = gso->vnet.checksum_offset;
    memcpy(to, gso->packet, start);
    uint64_t sum = checksum_copy(0, to + start, gso->packet + start, gso->size - start);
    uint16_t total = checksum_finish(sum);
    write16(to + start + offset, offset == UDP_CHECKSUM ? for_udp(total) : total);
    return gso->size;
}

static void write_tcp(const struct gso *gso, uint8_t *tcp, uint64_t sum)
{
    bool first = gso->index == 0, last = gso->index + 1 == gso->count;
    write32(tcp + 4, read32(tcp + 4) + gso->index * gso->vnet.gso_size);
    if (!first)
        tcp[13] &= (uint8_t)~TCP_CWR;
    if (!last)
        tcp[13] &= (uint8_t)~(TCP_FIN | TCP_PSH);
    write16(tcp + TCP_CHECKSUM, 0);
    sum = checksum_add(sum, tcp, gso->header - gso->transport);
    write16(tcp + TCP_CHECKSUM, checksum_finish(sum));
}

static void write_udp(uint8_t *udp, uint16_t length, uint64_t sum)
{
    write16(udp + 4, length);
    write16(udp + UDP_CHECKSUM, 0);
    write16(udp + UDP_CHECKSUM, for_udp(checksum_finish(checksum_add(sum, udp, UDP_HEADER))));
}

/* Segment number `gso->index`. */
static size_t write_segment(const struct gso *gso, uint8_t *to)
{
    size_t done = (size_t)gso->index * gso->vnet.gso_size, left = gso->size - gso->header - done;
    size_t payload = left < gso->vnet.gso_size ? left : gso->vnet.gso_size;
    size_t size = gso->header + payload;
    memcpy(to, gso->packet, gso->header);
    write16(to + 2, (uint16_t)size);
    write16(to + 4, (uint16_t)(read16(to + 4) + gso->index));
    ipv4_write_checksum(to, gso->transport);
    uint16_t length = (uint16_t)(size - gso->transport);
    uint64_t sum = ipv4_pseudo_header(to, to[9], length);
    sum = checksum_copy(sum, to + gso->header, gso->packet + gso->header + done, payload);
    if (to[9] == IP_PROTOCOL_TCP)
        write_tcp(gso, to + gso->transport, sum);
    else
        write_udp(to + gso->transport, length, sum);
    return size;
}

size_t gso_next(struct gso *gso, uint8_t *to)
{
    if (gso->index >= gso->count)
        return 0;
    size_t size = gso->header ? write_segment(gso, to) : write_whole(gso, to);
    gso->index++;
    return size;
}
