/* The devices whose GRE packets come and go by AF_XDP.

   One thread (the first worker) receives by them and all workers send; another thread opens ports,
   offers them to the first worker, and takes them back. A port is the worker's from when it was
   offered until it has closed it. */

#ifndef VPDN_XDP_H
#define VPDN_XDP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf.h"
#include "next_hop.h"
#include "xsk.h"

enum { XDP_PORTS = 16 };

/* One device: a socket for each of its queues, and the program that feeds them. */
struct xdp_port {
    int device;
    int map, program, link; /* descriptors */
    size_t count;
    struct xsk *sockets[BPF_MOST_QUEUES];
    atomic_bool closing;
};

struct xdp {
    _Atomic(struct xdp_port *) offered[XDP_PORTS]; /* by the other thread, taken by the worker */
    struct xdp_port *lent[XDP_PORTS];              /* as the other thread knows them */
    struct xdp_port *ports[XDP_PORTS];             /* the worker's */
    pthread_mutex_t sending; /* for who sends by the worker's ports, and while it changes them */
};

/* NULL without memory. */
struct xdp *xdp_new(void);

/* Whether this process may do such a thing at all: 0, or what errno was. */
int xdp_probe(void);

/* Take the packets for `addresses` (host order) from a device. 0, or what errno was: EBUSY when
   it has another program, EMFILE when too many are open. One that is open already is as it was. */
int xdp_open(struct xdp *xdp, int device, const uint32_t *addresses, size_t count);

/* Leave a device to the kernel again, soon. */
void xdp_close(struct xdp *xdp, int device);

/* Close all that are left, when no worker uses them any more. */
void xdp_free(struct xdp *xdp);

/* --- for the first worker --------------------------------------------------------------------- */

/* What to do when a port comes or goes. */
typedef void xdp_watch(void *context, const struct xdp_port *port, bool comes);

/* Take over ports that are offered, close those that shall be. */
void xdp_keep(struct xdp *xdp, xdp_watch *watch, void *context);

/* --- for every worker ------------------------------------------------------------------------- */

/* Let the kernel go on with what is still to be sent; whether something is. */
bool xdp_push(struct xdp *xdp);

/* Send the frames whose device is a port; the others move to the front: how many they are. */
size_t xdp_send(struct xdp *xdp, struct framed *framed, size_t count);

#endif
