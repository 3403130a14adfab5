#include "gro.h"

#include <string.h>

#include "checksum.h"
#include "octets.h"

enum { ADDRESSES = 12, PORTS = 20, DONT_FRAGMENT = 0x4000 };

/* What a packet is here. OTHER: no TCP, or none that can be looked into. TCP: one that is, or may
   be, part of an open connection. VERIFIED: its checksum is right. SEGMENT: verified, and one that
   may be merged. */
enum kind { OTHER, TCP, VERIFIED, SEGMENT };

/* `header`: octets of both headers, for SEGMENT. */
struct seen {
    enum kind kind;
    size_t header, payload;
};

void gro_init(struct gro *gro, gro_write *write, void *to)
{
    memset(gro, 0, sizeof *gro);
    gro->write = write;
    gro->to = to;
}

/* TCP whose header is whole and whose checksums are right, in a packet without fragments. */
static bool verified(const struct ipv4 *ip, const uint8_t *packet, size_t *header)
{
    const uint8_t *tcp = packet + ip->header;
    uint16_t length = (uint16_t)(ip->length - ip->header);
    if (ip->more_fragments || ip->offset || length < TCP_HEADER)
        return false;
    size_t size = (tcp[12] >> 4) * 4u;
    if (size < TCP_HEADER || size > length || checksum(packet, ip->header))
        return false;
    *header = ip->header + size;
    uint64_t sum = ipv4_pseudo_header(packet, IP_PROTOCOL_TCP, length);
    return !checksum_finish(checksum_add(sum, tcp, length));
}

/* Whether verified TCP may be part of a larger packet: data, and nothing unusual in the headers. */
static bool mergeable(const struct ipv4 *ip, const uint8_t *packet, size_t size, size_t payload)
{
    const uint8_t *tcp = packet + IPV4_HEADER;
    bool plain = ip->header == IPV4_HEADER && ip->length == size;
    return plain && payload && !(tcp[12] & 0x0F) && (tcp[13] & ~TCP_PSH) == TCP_ACK;
}

static struct seen look(const uint8_t *packet, size_t size)
{
    struct ipv4 ip;
    struct seen seen = {OTHER, 0, 0};
    if (!ipv4_parse(&ip, packet, size) || ip.protocol != IP_PROTOCOL_TCP)
        return seen;
    seen.kind = TCP;
    if (!verified(&ip, packet, &seen.header))
        return seen;
    seen.payload = ip.length - seen.header;
    seen.kind = mergeable(&ip, packet, size, seen.payload) ? SEGMENT : VERIFIED;
    return seen;
}

static void write_single(struct gro *gro, uint8_t *packet, size_t size, uint8_t flags)
{
    struct vnet vnet = {.flags = flags};
    struct iovec pieces[2] = {{&vnet, VNET_HEADER}, {packet, size}};
    gro->write(gro->to, pieces, 2);
}

/* Headers for all the packets of a flow together; the sum of the pseudo header stands for the
   checksum, as the vnet header says. */
static void write_front(struct gro_flow *flow)
{
    struct vnet vnet = {
        .flags = VNET_NEEDS_CHECKSUM,
        .gso_type = VNET_GSO_TCP4,
        .header_size = (uint16_t)flow->header,
        .gso_size = (uint16_t)flow->segment,
        .checksum_start = IPV4_HEADER,
        .checksum_offset = 16,
    };
    uint8_t *ip = flow->front + VNET_HEADER, *tcp = ip + IPV4_HEADER;
    memcpy(flow->front, &vnet, VNET_HEADER);
    memcpy(ip, flow->packet, flow->header);
    write16(ip + 2, (uint16_t)flow->length);
    ipv4_write_checksum(ip, IPV4_HEADER);
    if (flow->push)
        tcp[13] |= TCP_PSH;
    uint16_t length = (uint16_t)(flow->length - IPV4_HEADER);
    uint64_t sum = ipv4_pseudo_header(ip, IP_PROTOCOL_TCP, length);
    write16(tcp + 16, (uint16_t)~checksum_finish(sum));
}

static void close_flow(struct gro *gro, struct gro_flow *flow)
{
    if (flow->count == 2) {
        write_single(gro, flow->packet, flow->length, VNET_DATA_VALID);
    } else {
        write_front(flow);
        flow->pieces[0] = (struct iovec){flow->front, VNET_HEADER + flow->header};
        gro->write(gro->to, flow->pieces, flow->count);
    }
    flow->packet = NULL;
}

static struct gro_flow *open_flow(struct gro *gro, uint8_t *packet, const struct seen *seen)
{
    struct gro_flow *flow = gro->flows, *end = flow + GRO_FLOWS;
    while (flow < end && flow->packet)
        flow++;
    if (flow == end) {
        flow = &gro->flows[gro->victim++ % GRO_FLOWS];
        close_flow(gro, flow);
    }
    flow->packet = packet;
    flow->header = seen->header;
    flow->length = seen->header + seen->payload;
    flow->segment = seen->payload;
    flow->next = read32(packet + IPV4_HEADER + 4) + (uint32_t)seen->payload;
    flow->next_identification = (uint16_t)(read16(packet + 4) + 1);
    flow->push = false;
    flow->pieces[1] = (struct iovec){packet + seen->header, seen->payload};
    flow->count = 2;
    unsigned used = (unsigned)(flow - gro->flows) + 1;
    if (gro->used < used)
        gro->used = used;
    return flow;
}

/* Whether two packets' headers differ only in what may differ between segments: lengths,
   identification, checksums, sequence number and PSH. An identification means something only where
   routers may fragment (RFC 6864). */
static bool same_headers(const struct gro_flow *flow, const uint8_t *packet)
{
    const uint8_t *first = flow->packet;
    const uint8_t *tcp = packet + IPV4_HEADER, *first_tcp = first + IPV4_HEADER;
    bool numbered = read16(packet + 6) & DONT_FRAGMENT ||
                    read16(packet + 4) == flow->next_identification;
    return numbered && packet[1] == first[1] && !memcmp(packet + 6, first + 6, 3) &&
           !memcmp(tcp + 8, first_tcp + 8, 5) && !memcmp(tcp + 14, first_tcp + 14, 2) &&
           !memcmp(tcp + 18, first_tcp + 18, flow->header - IPV4_HEADER - 18);
}

/* Whether the segment is what the flow waits for. */
static bool continues(const struct gro_flow *flow, const uint8_t *packet, const struct seen *seen)
{
    return seen->payload <= flow->segment && read32(packet + IPV4_HEADER + 4) == flow->next &&
           flow->length + seen->payload <= UINT16_MAX && flow->count < GRO_PIECES &&
           same_headers(flow, packet);
}

static void append(struct gro_flow *flow, uint8_t *packet, const struct seen *seen)
{
    flow->pieces[flow->count++] = (struct iovec){packet + seen->header, seen->payload};
    flow->length += seen->payload;
    flow->next += (uint32_t)seen->payload;
    flow->next_identification++;
}

/* The flow that a segment belongs to, or NULL. */
static struct gro_flow *find_flow(struct gro *gro, const uint8_t *packet)
{
    for (struct gro_flow *flow = gro->flows; flow < gro->flows + gro->used; flow++) {
        if (flow->packet && !memcmp(flow->packet + ADDRESSES, packet + ADDRESSES, 12))
            return flow;
    }
    return NULL;
}

static void add_segment(struct gro *gro, uint8_t *packet, const struct seen *seen)
{
    struct gro_flow *flow = find_flow(gro, packet);
    if (flow && continues(flow, packet, seen)) {
        append(flow, packet, seen);
    } else {
        if (flow)
            close_flow(gro, flow);
        flow = open_flow(gro, packet, seen);
    }
    flow->push = packet[IPV4_HEADER + 13] & TCP_PSH;
    if (flow->push || seen->payload < flow->segment)
        close_flow(gro, flow);
}

/* Close what stands before TCP that cannot be merged: its connection, or, where its ports cannot be
   told, all between its addresses. */
static void make_way(struct gro *gro, const uint8_t *packet, size_t size)
{
    size_t header = (packet[0] & 15) * 4u;
    bool ports = !(read16(packet + 6) & 0x1FFF) && size >= header + 4;
    for (struct gro_flow *flow = gro->flows; flow < gro->flows + gro->used; flow++) {
        if (flow->packet && !memcmp(flow->packet + ADDRESSES, packet + ADDRESSES, 8) &&
            !(ports && memcmp(flow->packet + PORTS, packet + header, 4)))
            close_flow(gro, flow);
    }
}

void gro_add(struct gro *gro, uint8_t *packet, size_t size)
{
    struct seen seen = look(packet, size);
    if (seen.kind == SEGMENT) {
        add_segment(gro, packet, &seen);
        return;
    }
    if (seen.kind != OTHER)
        make_way(gro, packet, size);
    write_single(gro, packet, size, seen.kind == VERIFIED ? VNET_DATA_VALID : 0);
}

void gro_flush(struct gro *gro)
{
    for (struct gro_flow *flow = gro->flows; flow < gro->flows + gro->used; flow++) {
        if (flow->packet)
            close_flow(gro, flow);
    }
    gro->used = gro->victim = 0;
}
