/* Frames out of a device, past the kernel's routing, its firewall's OUTPUT and the device's queueing
   discipline: packet(7) with PACKET_QDISC_BYPASS. */

#ifndef VPDN_AF_PACKET_H
#define VPDN_AF_PACKET_H

#include <linux/if_packet.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "next_hop.h"

enum { AF_PACKET_BATCH = 64 };

struct af_packet {
    int socket; /* receives nothing, does not block; -1: there is none */
    struct mmsghdr messages[AF_PACKET_BATCH];
    struct iovec pieces[AF_PACKET_BATCH];
    struct sockaddr_ll addresses[AF_PACKET_BATCH];
};

/* What became of frames: of those that failed the way is not known any more. */
struct af_packet_sent {
    size_t sent, full, failed;
};

/* A socket to send by, or -1 and errno: CAP_NET_RAW is missing. */
int af_packet_open(void);

/* Send at most AF_PACKET_BATCH frames. Those that no device takes move to the front of `framed`. */
struct af_packet_sent af_packet_send(struct af_packet *packet, struct framed *framed,
                                     size_t count);

#endif
