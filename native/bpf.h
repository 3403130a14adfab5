/* bpf(2) without a library: the map of AF_XDP's sockets, and the program that gives them the GRE
   packets for us. All is gone with its descriptor, and with the process. Each function returns a
   descriptor, or -1 and errno. */

#ifndef VPDN_BPF_H
#define VPDN_BPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BPF_MOST_QUEUES = 64,
    BPF_MOST_ADDRESSES = 16,
};

/* Sockets of AF_XDP by the number of their queue. */
int bpf_new_map(void);

/* Put a socket into the map; 0, or -1 and errno. */
int bpf_put_socket(int map, uint32_t queue, int socket);

/* Load the program: a whole IPv4 packet without options, enhanced GRE for PPP (version 1 and 0x880B,
   RFC 2637 section 4.1), for one of `addresses` (host order) goes to the socket of the queue it came
   by; all else, and what comes by a queue without socket, passes on to the kernel. */
int bpf_load(int map, const uint32_t *addresses, size_t count);

/* Let the program see what a device receives, in its driver or (`generic`) after it. */
int bpf_attach(int program, int device, bool generic);

#endif
