/* Packets in and out of the kernel, in batches: the TUN device on one side; on the other the raw GRE
   socket, and past the kernel's IP a packet socket and AF_XDP where the way to a peer is known.

   Nothing here fails: what cannot be sent or read is counted, for what GRE and IP carry may be
   lost. A device that has gone is left alone for a while. */

#ifndef VPDN_IO_H
#define VPDN_IO_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "af_packet.h"
#include "batch.h"
#include "engine.h"
#include "gro.h"
#include "gso.h"
#include "next_hop.h"
#include "xdp.h"

enum {
    IO_BATCH = 64,           /* packets in one call */
    IO_PACKET = 10240 + 192, /* octets of the largest GRE packet, IP header and all; no power of
                                two, so that the packets of a batch do not compete for one part of
                                the cache */
    IO_READ = VNET_HEADER + 65535,
};

/* Counters of net/gre.py and net/tun.py, in packets. Other threads may read them at any time. */
struct io_counters {
    _Atomic uint64_t gre_received, gre_sent, gre_full, gre_unsendable, gre_malformed;
    _Atomic uint64_t tun_read, tun_written, tun_refused;
    _Atomic uint64_t link_received, link_sent; /* of those of GRE, past the kernel's IP */
};

/* What packets are carried between: descriptors that do not block. */
struct io_ends {
    int gre, tun;
    int write; /* the queue of the TUN device for what came by GRE; with one worker, `tun` */
    bool vnet;              /* the TUN device has vnet headers */
    int packet;             /* a packet socket, or -1 */
    struct next_hops *hops; /* for it */
};

/* The memory of one thread that reads and writes. */
struct io {
    struct io_ends ends;
    bool tun_lost;
    struct xdp *xdp; /* to send by, or NULL */
    struct af_packet packet;
    struct framed framed[IO_BATCH];
    struct io_counters counters;
    struct gro gro;
    struct mmsghdr messages[IO_BATCH];
    struct iovec pieces[IO_BATCH];
    struct sockaddr_in addresses[IO_BATCH];
    struct gre_packet gre_packets[IO_BATCH];
    struct ip_packet *ip_packets; /* as many as the last read made necessary */
    size_t ip_room;
    uint8_t received[IO_BATCH][IO_PACKET];
    uint8_t read[IO_READ];
};

struct io *io_new(const struct io_ends *ends);
void io_free(struct io *io);

/* What has arrived by GRE, at most IO_BATCH packets, in io->gre_packets. */
size_t io_receive(struct io *io);

/* The same of what a socket of AF_XDP has; the packets live until xsk_release. */
size_t io_receive_link(struct io *io, struct xsk *xsk);

/* What the kernel routed here, cut into packets with head room in the batch's memory: at least
   `wanted` of them if there are so many, in io->ip_packets. */
size_t io_read(struct io *io, struct batch *batch, size_t wanted);

/* Send and write what the batch says. */
void io_flush(struct io *io, struct batch *batch);

#endif
