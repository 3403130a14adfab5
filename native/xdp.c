#include "xdp.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* --- one port --------------------------------------------------------------------------------- */

static void close_descriptor(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

/* The link goes first: nothing comes to sockets that are going. */
static void free_port(struct xdp_port *port)
{
    close_descriptor(port->link);
    for (size_t i = 0; i < port->count; i++)
        xsk_free(port->sockets[i]);
    close_descriptor(port->program);
    close_descriptor(port->map);
    free(port);
}

/* A socket for each queue: the device says where they end. */
static bool open_sockets(struct xdp_port *port)
{
    while (port->count < BPF_MOST_QUEUES) {
        struct xsk *xsk = xsk_new(port->device, (uint32_t)port->count);
        if (!xsk)
            return port->count && errno == EINVAL;
        port->sockets[port->count] = xsk;
        if (bpf_put_socket(port->map, (uint32_t)port->count++, xsk->socket) < 0)
            return false;
    }
    return true;
}

static bool open_port(struct xdp_port *port, const uint32_t *addresses, size_t count)
{
    port->map = bpf_new_map();
    if (port->map >= 0)
        port->program = bpf_load(port->map, addresses, count);
    if (port->program < 0 || !open_sockets(port))
        return false;
    port->link = bpf_attach(port->program, port->device, false);
    if (port->link < 0 && errno != EBUSY)
        port->link = bpf_attach(port->program, port->device, true);
    return port->link >= 0;
}

static struct xdp_port *new_port(int device, const uint32_t *addresses, size_t count)
{
    struct xdp_port *port = calloc(1, sizeof *port);
    if (!port)
        return NULL;
    port->device = device;
    port->map = port->program = port->link = -1;
    if (open_port(port, addresses, count))
        return port;
    int error = errno;
    free_port(port);
    errno = error;
    return NULL;
}

/* --- from the other thread -------------------------------------------------------------------- */

struct xdp *xdp_new(void)
{
    struct xdp *xdp = calloc(1, sizeof *xdp);
    if (xdp)
        pthread_mutex_init(&xdp->sending, NULL);
    return xdp;
}

int xdp_probe(void)
{
    static const uint32_t nowhere = 0;
    int map = bpf_new_map(), program = map < 0 ? -1 : bpf_load(map, &nowhere, 1);
    int error = program < 0 ? errno : 0;
    close_descriptor(program);
    close_descriptor(map);
    return error;
}

/* Where a device is (-1: where there is room), or XDP_PORTS. A place that was given up is free when
   the worker has taken what was offered there last. */
static size_t find(const struct xdp *xdp, int device)
{
    for (size_t i = 0; i < XDP_PORTS; i++) {
        const struct xdp_port *port = xdp->lent[i];
        if (device < 0 ? !port && !atomic_load(&xdp->offered[i]) : port && port->device == device)
            return i;
    }
    return XDP_PORTS;
}

int xdp_open(struct xdp *xdp, int device, const uint32_t *addresses, size_t count)
{
    if (find(xdp, device) < XDP_PORTS)
        return 0;
    size_t place = find(xdp, -1);
    if (place == XDP_PORTS)
        return EMFILE;
    struct xdp_port *port = new_port(device, addresses, count);
    if (!port)
        return errno;
    xdp->lent[place] = port;
    atomic_store(&xdp->offered[place], port);
    return 0;
}

void xdp_close(struct xdp *xdp, int device)
{
    size_t place = find(xdp, device);
    if (place == XDP_PORTS)
        return;
    atomic_store(&xdp->lent[place]->closing, true);
    xdp->lent[place] = NULL;
}

void xdp_free(struct xdp *xdp)
{
    for (size_t i = 0; i < XDP_PORTS; i++) {
        struct xdp_port *offered = atomic_load(&xdp->offered[i]);
        if (offered)
            free_port(offered);
        if (xdp->ports[i])
            free_port(xdp->ports[i]);
    }
    pthread_mutex_destroy(&xdp->sending);
    free(xdp);
}

/* --- the workers' ----------------------------------------------------------------------------- */

/* Take a port into or out of use. */
static void set_port(struct xdp *xdp, size_t place, struct xdp_port *port)
{
    pthread_mutex_lock(&xdp->sending);
    xdp->ports[place] = port;
    pthread_mutex_unlock(&xdp->sending);
}

/* A port may be offered while an older one is still there: that one goes first. */
void xdp_keep(struct xdp *xdp, xdp_watch *watch, void *context)
{
    for (size_t i = 0; i < XDP_PORTS; i++) {
        struct xdp_port *port = xdp->ports[i];
        if (port && atomic_load_explicit(&port->closing, memory_order_acquire)) {
            watch(context, port, false);
            set_port(xdp, i, NULL);
            free_port(port);
        }
        if (!xdp->ports[i] && atomic_load_explicit(&xdp->offered[i], memory_order_relaxed)) {
            set_port(xdp, i, atomic_exchange(&xdp->offered[i], NULL));
            watch(context, xdp->ports[i], true);
        }
    }
}

static struct xsk *socket_of(const struct xdp *xdp, int device)
{
    for (size_t i = 0; i < XDP_PORTS; i++)
        if (xdp->ports[i] && xdp->ports[i]->device == device)
            return xdp->ports[i]->sockets[0];
    return NULL;
}

bool xdp_push(struct xdp *xdp)
{
    bool pending = false;
    pthread_mutex_lock(&xdp->sending);
    for (size_t i = 0; i < XDP_PORTS; i++)
        pending |= xdp->ports[i] && xsk_push(xdp->ports[i]->sockets[0]);
    pthread_mutex_unlock(&xdp->sending);
    return pending;
}

size_t xdp_send(struct xdp *xdp, struct framed *framed, size_t count)
{
    size_t left = 0;
    pthread_mutex_lock(&xdp->sending);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && framed[end].device == framed[i].device;)
            end++;
        struct xsk *xsk = socket_of(xdp, framed[i].device);
        i += xsk ? xsk_send(xsk, framed + i, end - i) : 0;
        while (i < end)
            framed[left++] = framed[i++];
    }
    pthread_mutex_unlock(&xdp->sending);
    return left;
}
