/* The little of IPv4 (RFC 791), TCP (RFC 9293) and ICMP (RFC 792) that the data path reads and
   writes. Twin of wire/ip.py and datapath/mtu.py. Every function takes any octets and looks at no
   more than `size` of them. */

#ifndef VPDN_TCPIP_H
#define VPDN_TCPIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IP_PROTOCOL_ICMP = 1, IP_PROTOCOL_TCP = 6, IP_PROTOCOL_UDP = 17 };

enum {
    IPV4_HEADER = 20, /* octets of a header without options */
    TCP_HEADER = 20,
    UDP_HEADER = 8,
    HEADER_LARGEST = 60, /* octets of an IPv4 or TCP header with all its options */
    ANSWER_LARGEST = IPV4_HEADER + 8 + HEADER_LARGEST + 8,
};

enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_PSH = 0x08, TCP_ACK = 0x10,
       TCP_CWR = 0x80 };

/* What is read of an IPv4 header. `header` and `length` (header included) and `offset` (of a
   fragment) in octets; addresses in host order. */
struct ipv4 {
    uint32_t source, destination;
    uint16_t header, length, offset;
    uint8_t protocol, ttl;
    bool more_fragments;
};

/* Read the header; false for what wire.ip.parse refuses. Its checksum is not verified. */
bool ipv4_parse(struct ipv4 *ip, const uint8_t *packet, size_t size);

/* The sum of TCP's and UDP's pseudo header (RFC 9293 section 3.1), `length` octets following it,
   for the packet whose IPv4 header is at `packet`. For checksum_add. */
uint64_t ipv4_pseudo_header(const uint8_t *packet, uint8_t protocol, uint16_t length);

/* Compute the checksum of an IPv4 header of `header` octets and write it. */
void ipv4_write_checksum(uint8_t *packet, size_t header);

/* Lower the MSS of a TCP SYN to `mss`, in place; whether anything changed. */
bool clamp_mss(uint8_t *packet, size_t size, uint16_t mss);

/* Write the ICMP packet that answers an IPv4 packet of more than `mtu` octets, as if from its
   destination, to `answer`, which has room for ANSWER_LARGEST octets. How many it has; 0 when the
   packet may be fragmented, or must not be answered (RFC 1191 section 4, RFC 1122 section 3.2.2). */
size_t fragmentation_needed(uint8_t *answer, const uint8_t *packet, size_t size, uint16_t mtu);

#endif
