#include "io.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_pieces(void *to, const struct iovec *pieces, int count)
{
    struct io *io = to;
    if (writev(io->ends.write, pieces, count) < 0)
        io->counters.tun_refused++;
}

struct io *io_new(const struct io_ends *ends)
{
    struct io *io = calloc(1, sizeof *io);
    if (!io)
        return NULL;
    io->ends = *ends;
    io->packet.socket = ends->packet;
    gro_init(&io->gro, write_pieces, io);
    return io;
}

void io_free(struct io *io)
{
    if (io)
        free(io->ip_packets);
    free(io);
}

/* --- from GRE -------------------------------------------------------------------------------- */

/* The GRE packet in what a raw socket gives: an IPv4 header comes first. */
static bool without_ip_header(struct io *io, size_t i, struct gre_packet *packet)
{
    uint8_t *octets = io->received[i];
    size_t size = io->messages[i].msg_len, header = (octets[0] & 0x0Fu) * 4u;
    if (io->messages[i].msg_hdr.msg_flags & MSG_TRUNC || header < 20 || header > size)
        return false;
    packet->source = ntohl(io->addresses[i].sin_addr.s_addr);
    packet->octets = octets + header;
    packet->size = size - header;
    return true;
}

size_t io_receive(struct io *io)
{
    for (size_t i = 0; i < IO_BATCH; i++) {
        io->pieces[i] = (struct iovec){io->received[i], IO_PACKET};
        io->messages[i].msg_hdr = (struct msghdr){.msg_name = &io->addresses[i],
                                                  .msg_namelen = sizeof io->addresses[i],
                                                  .msg_iov = &io->pieces[i],
                                                  .msg_iovlen = 1};
    }
    int count = recvmmsg(io->ends.gre, io->messages, IO_BATCH, MSG_DONTWAIT, NULL);
    size_t good = 0;
    for (int i = 0; i < count; i++) {
        if (without_ip_header(io, (size_t)i, &io->gre_packets[good]))
            good++;
        else
            io->counters.gre_malformed++;
    }
    io->counters.gre_received += good;
    return good;
}

size_t io_receive_link(struct io *io, struct xsk *xsk)
{
    size_t malformed = 0;
    size_t good = xsk_receive(xsk, io->gre_packets, IO_BATCH, &malformed);
    io->counters.gre_malformed += malformed;
    io->counters.gre_received += good;
    io->counters.link_received += good;
    return good;
}

/* --- from TUN -------------------------------------------------------------------------------- */

static bool room_for(struct io *io, size_t count)
{
    if (count <= io->ip_room)
        return true;
    size_t room = count + IO_BATCH;
    struct ip_packet *more = realloc(io->ip_packets, room * sizeof *more);
    if (!more)
        return false;
    io->ip_packets = more;
    io->ip_room = room;
    return true;
}

/* Cut what was read into packets behind the `count` that are there. How many there are then. */
static size_t split(struct io *io, struct batch *batch, size_t size, size_t count)
{
    struct gso gso;
    size_t segments = gso_begin(&gso, io->read, size);
    if (!room_for(io, count + segments)) {
        batch->no_memory++;
        return count;
    }
    for (size_t i = 0; i < segments; i++) {
        uint8_t *room = arena_take(&batch->arena, SESSION_HEADROOM + gso.largest);
        if (!room) {
            batch->no_memory++;
            break;
        }
        io->ip_packets[count++] =
            (struct ip_packet){room + SESSION_HEADROOM, gso_next(&gso, room + SESSION_HEADROOM)};
    }
    return count;
}

size_t io_read(struct io *io, struct batch *batch, size_t wanted)
{
    /* Without vnet headers it is as if each were empty. */
    size_t front = io->ends.vnet ? 0 : VNET_HEADER, count = 0;
    for (size_t reads = 0; count < wanted && reads < IO_BATCH; reads++) {
        ssize_t size = read(io->ends.tun, io->read + front, sizeof io->read - front);
        if (size <= 0) {
            /* EAGAIN: nothing more. Anything else: the device is down, or gone. */
            io->tun_lost = size == 0 || (errno != EAGAIN && errno != EINTR);
            break;
        }
        count = split(io, batch, (size_t)size + front, count);
    }
    io->counters.tun_read += count;
    return count;
}

/* --- out ------------------------------------------------------------------------------------- */

static void count_unsent(struct io *io)
{
    if (errno == ENOBUFS || errno == EAGAIN || errno == ENOMEM)
        io->counters.gre_full++;
    else
        io->counters.gre_unsendable++;
}

/* Send the first `count` messages; one that cannot go is passed over. */
static void send_messages(struct io *io, size_t count)
{
    for (size_t done = 0; done < count;) {
        int sent = sendmmsg(io->ends.gre, io->messages + done, (unsigned)(count - done), MSG_DONTWAIT);
        if (sent > 0) {
            io->counters.gre_sent += (size_t)sent;
            done += (size_t)sent;
        } else if (errno != EINTR) {
            count_unsent(io);
            done++;
        }
    }
}

static void send_raw(struct io *io, const struct batch_gre *packets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        io->addresses[i] = (struct sockaddr_in){.sin_family = AF_INET,
                                                .sin_addr.s_addr = htonl(packets[i].peer)};
        io->pieces[i] = (struct iovec){packets[i].packet, packets[i].size};
        io->messages[i].msg_hdr = (struct msghdr){.msg_name = &io->addresses[i],
                                                  .msg_namelen = sizeof io->addresses[i],
                                                  .msg_iov = &io->pieces[i],
                                                  .msg_iovlen = 1};
    }
    send_messages(io, count);
}

/* Send what can go past the kernel's IP. How many packets are left, which move to the front. A
   device that fails is not tried again before the ways to its peers are known anew. */
static size_t send_framed(struct io *io, struct batch_gre *packets, size_t count)
{
    size_t ready = next_hops_frame(io->ends.hops, packets, count, io->framed);
    size_t left = count - ready;
    if (io->xdp) {
        size_t waiting = ready;
        ready = xdp_send(io->xdp, io->framed, waiting);
        io->counters.gre_sent += waiting - ready;
        io->counters.link_sent += waiting - ready;
    }
    struct af_packet_sent result = af_packet_send(&io->packet, io->framed, ready);
    io->counters.gre_sent += result.sent;
    io->counters.link_sent += result.sent;
    io->counters.gre_full += result.full;
    for (size_t i = 0; i < result.failed; i++) {
        next_hops_drop(io->ends.hops, io->framed[i].peer);
        packets[left++] = framed_packet(&io->framed[i]);
    }
    return left;
}

static void send_gre(struct io *io, struct batch_gre *packets, size_t count)
{
    size_t left = io->packet.socket < 0 ? count : send_framed(io, packets, count);
    send_raw(io, packets, left);
}

static void write_tun(struct io *io, struct batch_tun *packets, size_t count)
{
    io->counters.tun_written += count;
    for (size_t i = 0; i < count; i++) {
        struct iovec piece = {packets[i].packet, packets[i].size};
        if (io->ends.vnet)
            gro_add(&io->gro, packets[i].packet, packets[i].size);
        else
            write_pieces(io, &piece, 1);
    }
    if (io->ends.vnet)
        gro_flush(&io->gro);
}

void io_flush(struct io *io, struct batch *batch)
{
    for (size_t i = 0; i < batch->gre_count; i += IO_BATCH) {
        size_t left = batch->gre_count - i;
        send_gre(io, batch->gre + i, left < IO_BATCH ? left : IO_BATCH);
    }
    write_tun(io, batch->tun, batch->tun_count);
    batch->gre_count = batch->tun_count = 0;
}
