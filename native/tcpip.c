#include "tcpip.h"

#include <string.h>

#include "checksum.h"
#include "octets.h"

enum { OPTION_END = 0, OPTION_NOTHING = 1, OPTION_MSS = 2 };
enum { ICMP_UNREACHABLE = 3, ICMP_SOURCE_QUENCH = 4, ICMP_TIME_EXCEEDED = 11,
       ICMP_PARAMETER_PROBLEM = 12 };
enum { FRAGMENTATION_NEEDED = 4, ANSWER_TTL = 64 };

bool ipv4_parse(struct ipv4 *ip, const uint8_t *packet, size_t size)
{
    if (size < IPV4_HEADER || packet[0] >> 4 != 4)
        return false;
    uint16_t fragment = read16(packet + 6);
    *ip = (struct ipv4){
        .source = read32(packet + 12),
        .destination = read32(packet + 16),
        .header = (uint16_t)((packet[0] & 15) * 4),
        .length = read16(packet + 2),
        .offset = (uint16_t)((fragment & 0x1FFF) * 8),
        .protocol = packet[9],
        .ttl = packet[8],
        .more_fragments = fragment & 0x2000,
    };
    return IPV4_HEADER <= ip->header && ip->header <= ip->length && ip->length <= size;
}

uint64_t ipv4_pseudo_header(const uint8_t *packet, uint8_t protocol, uint16_t length)
{
    uint8_t rest[4] = {0, protocol};
    write16(rest + 2, length);
    return checksum_add(checksum_add(0, packet + 12, 8), rest, sizeof rest);
}

void ipv4_write_checksum(uint8_t *packet, size_t header)
{
    write16(packet + 10, 0);
    write16(packet + 10, checksum(packet, header));
}

/* Where the value of the MSS option stands; 0 without one, or in what is no whole SYN. */
static size_t mss_offset(const uint8_t *packet, size_t size)
{
    if (size < IPV4_HEADER + TCP_HEADER || packet[0] >> 4 != 4 || packet[9] != IP_PROTOCOL_TCP)
        return 0;
    size_t tcp = (packet[0] & 15) * 4u;
    if (tcp < IPV4_HEADER || size < tcp + TCP_HEADER || read16(packet + 6) & 0x1FFF)
        return 0;
    if (!(packet[tcp + 13] & TCP_SYN))
        return 0;
    size_t end = tcp + (packet[tcp + 12] >> 4) * 4u;
    if (end > size)
        end = size;
    size_t at = tcp + TCP_HEADER;
    while (at + 4 <= end && packet[at] != OPTION_END) {
        if (packet[at] == OPTION_NOTHING)
            at++;
        else if (packet[at] == OPTION_MSS && packet[at + 1] == 4)
            return at + 2;
        else if (packet[at + 1] < 2)
            return 0;
        else
            at += packet[at + 1];
    }
    return 0;
}

static uint16_t swapped(uint16_t word)
{
    return (uint16_t)(word << 8 | word >> 8);
}

bool clamp_mss(uint8_t *packet, size_t size, uint16_t mss)
{
    size_t at = mss_offset(packet, size);
    uint16_t old = at ? read16(packet + at) : 0;
    if (old <= mss)
        return false;
    size_t tcp = (packet[0] & 15) * 4u;
    bool aligned = (at - tcp) % 2 == 0;
    uint16_t before = aligned ? old : swapped(old), after = aligned ? mss : swapped(mss);
    write16(packet + at, mss);
    write16(packet + tcp + 16, checksum_updated(read16(packet + tcp + 16), before, after));
    return true;
}

static bool is_complaint(uint8_t type)
{
    return type == ICMP_UNREACHABLE || type == ICMP_SOURCE_QUENCH || type == ICMP_TIME_EXCEEDED ||
           type == ICMP_PARAMETER_PROBLEM;
}

/* Whether the sender of a packet is to be told that it is too big. */
static bool answerable(const uint8_t *packet, size_t size)
{
    if (size < IPV4_HEADER)
        return false;
    size_t header = (packet[0] & 15) * 4u;
    bool dont_fragment = packet[6] & 0x40, later = read16(packet + 6) & 0x1FFF;
    if (!dont_fragment || later || size <= header)
        return false;
    return packet[9] != IP_PROTOCOL_ICMP || !is_complaint(packet[header]);
}

size_t fragmentation_needed(uint8_t *answer, const uint8_t *packet, size_t size, uint16_t mtu)
{
    if (!answerable(packet, size))
        return 0;
    size_t quoted = (packet[0] & 15) * 4u + 8;
    if (quoted > size)
        quoted = size;
    size_t length = IPV4_HEADER + 8 + quoted;
    memset(answer, 0, IPV4_HEADER + 8);
    answer[0] = 0x45;
    write16(answer + 2, (uint16_t)length);
    answer[8] = ANSWER_TTL;
    answer[9] = IP_PROTOCOL_ICMP;
    memcpy(answer + 12, packet + 16, 4);
    memcpy(answer + 16, packet + 12, 4);
    ipv4_write_checksum(answer, IPV4_HEADER);
    uint8_t *icmp = answer + IPV4_HEADER;
    icmp[0] = ICMP_UNREACHABLE;
    icmp[1] = FRAGMENTATION_NEEDED;
    write16(icmp + 6, mtu);
    memcpy(icmp + 8, packet, quoted);
    write16(icmp + 2, checksum(icmp, 8 + quoted));
    return length;
}
