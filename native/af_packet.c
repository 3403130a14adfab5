#include "af_packet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <unistd.h>

enum { SEND_BUFFER = 4 * 1024 * 1024 };

int af_packet_open(void)
{
    int made = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0)
        return -1;
    int one = 1, octets = SEND_BUFFER;
    if (setsockopt(made, SOL_SOCKET, SO_SNDBUFFORCE, &octets, sizeof octets) < 0)
        setsockopt(made, SOL_SOCKET, SO_SNDBUF, &octets, sizeof octets);
    if (setsockopt(made, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one) == 0)
        return made;
    int error = errno;
    close(made);
    errno = error;
    return -1;
}

static void address(struct af_packet *packet, size_t i, const struct framed *framed)
{
    packet->addresses[i] = (struct sockaddr_ll){.sll_family = AF_PACKET,
                                                .sll_protocol = htons(ETH_P_IP),
                                                .sll_ifindex = framed->device,
                                                .sll_halen = HARDWARE_ADDRESS};
    packet->pieces[i] = (struct iovec){framed->octets, framed->size};
    packet->messages[i].msg_hdr = (struct msghdr){.msg_name = &packet->addresses[i],
                                                  .msg_namelen = sizeof packet->addresses[i],
                                                  .msg_iov = &packet->pieces[i],
                                                  .msg_iovlen = 1};
}

static bool is_full(int error)
{
    return error == ENOBUFS || error == EAGAIN || error == ENOMEM;
}

struct af_packet_sent af_packet_send(struct af_packet *packet, struct framed *framed,
                                     size_t count)
{
    struct af_packet_sent result = {0};
    for (size_t i = 0; i < count; i++)
        address(packet, i, &framed[i]);
    for (size_t done = 0; done < count;) {
        int sent = sendmmsg(packet->socket, packet->messages + done, (unsigned)(count - done),
                            MSG_DONTWAIT);
        if (sent > 0) {
            result.sent += (size_t)sent;
            done += (size_t)sent;
        } else if (is_full(errno)) {
            result.full++;
            done++;
        } else if (errno != EINTR) {
            framed[result.failed++] = framed[done++];
        }
    }
    return result;
}
