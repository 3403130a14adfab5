#include "worker.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "idle.h"

enum {
    RETRY_MS = 200, /* how long a TUN device that does not answer is left alone */
    LONGEST_MS = 60 * 1000,
    EVENTS = 16,
};

#define PUSH_SECONDS 1e-3 /* what a device did not take is offered again then */

double worker_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- one round ------------------------------------------------------------------------------- */

static bool carry_from_gre(struct worker *worker)
{
    struct carrier *carrier = &worker->carrier;
    size_t count = io_receive(carrier->io);
    if (!count)
        return false;
    carrier_begin(carrier);
    carrier_from_gre(carrier, count, worker_now());
    return true;
}

static bool carry_from_link(struct worker *worker, struct xsk *xsk)
{
    struct carrier *carrier = &worker->carrier;
    size_t count = io_receive_link(carrier->io, xsk);
    if (!xsk->held_count)
        return false;
    carrier_begin(carrier);
    carrier_from_gre(carrier, count, worker_now());
    xsk_release(xsk);
    return true;
}

/* All sockets of AF_XDP. */
static bool carry_from_links(struct worker *worker)
{
    bool busy = false;
    for (size_t i = 0; worker->receives_links && i < XDP_PORTS; i++) {
        struct xdp_port *port = worker->xdp->ports[i];
        for (size_t queue = 0; port && queue < port->count; queue++)
            busy |= carry_from_link(worker, port->sockets[queue]);
    }
    return busy;
}

static bool carry_from_tun(struct worker *worker)
{
    struct carrier *carrier = &worker->carrier;
    carrier_begin(carrier);
    size_t count = io_read(carrier->io, &carrier->batch, IO_BATCH);
    if (!count)
        return false;
    carrier_from_tun(carrier, count, worker_now());
    return true;
}

/* Tick the engine if it is due. When it wants to be ticked next. */
static double keep_time(struct worker *worker)
{
    double now = worker_now(), next = shard_next(worker->shard);
    if (next > now)
        return next;
    carrier_begin(&worker->carrier);
    struct batch *batch = carrier_enter(&worker->carrier, worker->shard);
    engine_tick(worker->shard->engine, now, batch);
    carrier_leave(&worker->carrier, worker->shard);
    return shard_next(worker->shard);
}

/* --- waiting --------------------------------------------------------------------------------- */

static void watch(struct worker *worker, int descriptor, int operation)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    epoll_ctl(worker->poll, operation, descriptor, &event);
}

static void watch_port(void *context, const struct xdp_port *port, bool comes)
{
    for (size_t i = 0; i < port->count; i++)
        watch(context, port->sockets[i]->socket, comes ? EPOLL_CTL_ADD : EPOLL_CTL_DEL);
}

static int milliseconds_until(double deadline)
{
    double left = ceil((deadline - worker_now()) * 1000);
    if (left < 0)
        return 0;
    return left < LONGEST_MS ? (int)left : LONGEST_MS;
}

/* The device of a socket of AF_XDP has gone, which the socket would say all the time. */
static void ignore_link(struct worker *worker, int descriptor)
{
    const struct io_ends *ends = &worker->carrier.io->ends;
    if (descriptor != ends->gre && descriptor != ends->tun)
        watch(worker, descriptor, EPOLL_CTL_DEL);
}

/* Sleep until there is something to do. A device that is down says so all the time: it is not
   listened to for a moment. */
static void wait_for_work(struct worker *worker, double deadline)
{
    struct epoll_event events[EVENTS];
    int limit = milliseconds_until(deadline), tun = worker->carrier.io->ends.tun;
    bool lost = worker->carrier.io->tun_lost;
    if (lost) {
        watch(worker, tun, EPOLL_CTL_DEL);
        limit = limit < RETRY_MS ? limit : RETRY_MS;
    }
    int count = epoll_wait(worker->poll, events, EVENTS, limit);
    for (int i = 0; i < count; i++) {
        eventfd_t ignored;
        if (events[i].data.fd == worker->shard->wake)
            eventfd_read(worker->shard->wake, &ignored);
        else if (events[i].events & (EPOLLERR | EPOLLHUP))
            ignore_link(worker, events[i].data.fd);
    }
    if (lost)
        watch(worker, tun, EPOLL_CTL_ADD);
}

/* Make keys ready, a few at a time, unless somebody is at work there. False when there are
   enough. */
static bool use_idle_time(struct worker *worker)
{
    if (!shard_try(worker->shard))
        return false;
    bool used = idle_use(worker->shard->engine, worker_now());
    shard_give(worker->shard);
    return used;
}

static void *run(void *argument)
{
    struct worker *worker = argument;
    while (!atomic_load_explicit(&worker->stopping, memory_order_acquire)) {
        if (worker->receives_links)
            xdp_keep(worker->xdp, watch_port, worker);
        bool busy = carry_from_links(worker);
        busy |= carry_from_gre(worker);
        busy |= carry_from_tun(worker);
        bool pending = worker->xdp && xdp_push(worker->xdp);
        double next = keep_time(worker);
        if (!busy && !use_idle_time(worker))
            wait_for_work(worker, pending ? fmin(next, worker_now() + PUSH_SECONDS) : next);
    }
    return NULL;
}

/* --- from and to the thread that owns it ----------------------------------------------------- */

static void close_all(struct worker *worker)
{
    if (worker->poll >= 0)
        close(worker->poll);
    if (worker->shard->wake >= 0)
        close(worker->shard->wake);
    worker->shard->wake = -1;
    carrier_free(&worker->carrier);
}

/* Signals are for Python's own thread. */
static int start_thread(struct worker *worker)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&worker->thread, NULL, run, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

/* 0, or what errno was. */
static int open_all(struct worker *worker, struct shards *shards, struct upward *upward,
                    const struct io_ends *ends)
{
    if (!carrier_init(&worker->carrier, shards, worker->shard, upward, ends))
        return ENOMEM;
    worker->poll = epoll_create1(EPOLL_CLOEXEC);
    worker->shard->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (worker->poll < 0 || worker->shard->wake < 0)
        return errno;
    worker->carrier.io->xdp = worker->xdp;
    watch(worker, ends->gre, EPOLL_CTL_ADD);
    watch(worker, ends->tun, EPOLL_CTL_ADD);
    watch(worker, worker->shard->wake, EPOLL_CTL_ADD);
    return start_thread(worker);
}

int worker_start(struct worker *worker, struct shards *shards, size_t number,
                 struct upward *upward, const struct io_ends *ends, struct xdp *xdp)
{
    *worker = (struct worker){.shard = &shards->each[number],
                              .xdp = xdp,
                              .receives_links = xdp && number == 0,
                              .poll = -1};
    int error = open_all(worker, shards, upward, ends);
    if (error)
        close_all(worker);
    return error;
}

void worker_stop(struct worker *worker)
{
    atomic_store_explicit(&worker->stopping, true, memory_order_release);
    shard_wake(worker->shard);
    pthread_join(worker->thread, NULL);
    close_all(worker);
}
