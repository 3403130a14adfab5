#include "worker.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

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

/* The engine is ours until `leave`. */
static struct batch *enter(struct worker *worker)
{
    pthread_mutex_lock(worker->lock);
    engine_begin(worker->engine, &worker->batch);
    return &worker->batch;
}

/* Others may use the engine again, while what it wants done is done. What goes up does so in the
   order of the batches. */
static void leave(struct worker *worker)
{
    upward_put(worker->upward, &worker->batch);
    pthread_mutex_unlock(worker->lock);
    io_flush(worker->io, &worker->batch);
    batch_clear(&worker->batch);
}

static bool carry_from_gre(struct worker *worker)
{
    size_t count = io_receive(worker->io);
    if (!count)
        return false;
    struct batch *batch = enter(worker);
    engine_from_gre(worker->engine, worker->io->gre_packets, count, worker_now(), batch);
    leave(worker);
    return true;
}

static bool carry_from_link(struct worker *worker, struct xsk *xsk)
{
    size_t count = io_receive_link(worker->io, xsk);
    if (!xsk->held_count)
        return false;
    struct batch *batch = enter(worker);
    engine_from_gre(worker->engine, worker->io->gre_packets, count, worker_now(), batch);
    leave(worker);
    xsk_release(xsk);
    return true;
}

/* All sockets of AF_XDP. Whether packets are left that their devices did not take is `pending`. */
static bool carry_from_links(struct worker *worker, bool *pending)
{
    bool busy = false;
    *pending = false;
    for (size_t i = 0; worker->xdp && i < XDP_PORTS; i++) {
        struct xdp_port *port = worker->xdp->ports[i];
        for (size_t queue = 0; port && queue < port->count; queue++)
            busy |= carry_from_link(worker, port->sockets[queue]);
        *pending |= port && xsk_push(port->sockets[0]);
    }
    return busy;
}

static bool carry_from_tun(struct worker *worker)
{
    size_t count = io_read(worker->io, &worker->batch, IO_BATCH);
    if (!count)
        return false;
    struct batch *batch = enter(worker);
    engine_from_tun(worker->engine, worker->io->ip_packets, count, worker_now(), batch);
    leave(worker);
    return true;
}

/* Tick the engine if it is due. When it wants to be ticked next. */
static double keep_time(struct worker *worker)
{
    double now = worker_now();
    struct batch *batch = enter(worker);
    if (engine_deadline(worker->engine) <= now)
        engine_tick(worker->engine, now, batch);
    double next = worker->sleeps_until = engine_deadline(worker->engine);
    leave(worker);
    return next;
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
    const struct io_ends *ends = &worker->io->ends;
    if (descriptor != ends->gre && descriptor != ends->tun)
        watch(worker, descriptor, EPOLL_CTL_DEL);
}

/* Sleep until there is something to do. A device that is down says so all the time: it is not
   listened to for a moment. */
static void wait_for_work(struct worker *worker, double deadline)
{
    struct epoll_event events[EVENTS];
    int limit = milliseconds_until(deadline), tun = worker->io->ends.tun;
    bool lost = worker->io->tun_lost;
    if (lost) {
        watch(worker, tun, EPOLL_CTL_DEL);
        limit = limit < RETRY_MS ? limit : RETRY_MS;
    }
    int count = epoll_wait(worker->poll, events, EVENTS, limit);
    for (int i = 0; i < count; i++) {
        eventfd_t ignored;
        if (events[i].data.fd == worker->wake)
            eventfd_read(worker->wake, &ignored);
        else if (events[i].events & (EPOLLERR | EPOLLHUP))
            ignore_link(worker, events[i].data.fd);
    }
    if (lost)
        watch(worker, tun, EPOLL_CTL_ADD);
}

/* Make keys ready, a few at a time. False when there are enough. */
static bool use_idle_time(struct worker *worker)
{
    pthread_mutex_lock(worker->lock);
    bool used = engine_idle(worker->engine, worker_now());
    pthread_mutex_unlock(worker->lock);
    return used;
}

static void *run(void *argument)
{
    struct worker *worker = argument;
    while (!atomic_load_explicit(&worker->stopping, memory_order_acquire)) {
        bool pending;
        if (worker->xdp)
            xdp_keep(worker->xdp, watch_port, worker);
        bool busy = carry_from_links(worker, &pending);
        busy |= carry_from_gre(worker);
        busy |= carry_from_tun(worker);
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
    if (worker->wake >= 0)
        close(worker->wake);
    batch_free(&worker->batch);
    io_free(worker->io);
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

int worker_start(struct worker *worker, struct engine *engine, pthread_mutex_t *lock,
                 struct upward *upward, const struct io_ends *ends, struct xdp *xdp)
{
    *worker = (struct worker){
        .engine = engine,
        .lock = lock,
        .upward = upward,
        .io = io_new(ends),
        .xdp = xdp,
        .poll = epoll_create1(EPOLL_CLOEXEC),
        .wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
    };
    batch_init(&worker->batch);
    batch_clear(&worker->batch);
    worker->batch.waits = true;
    int error = !worker->io ? ENOMEM : worker->poll < 0 || worker->wake < 0 ? errno : 0;
    if (!error) {
        worker->io->xdp = xdp;
        watch(worker, ends->gre, EPOLL_CTL_ADD);
        watch(worker, ends->tun, EPOLL_CTL_ADD);
        watch(worker, worker->wake, EPOLL_CTL_ADD);
        error = start_thread(worker);
    }
    if (error)
        close_all(worker);
    return error;
}

bool worker_would_be_late(struct worker *worker)
{
    double next = engine_deadline(worker->engine);
    if (next >= worker->sleeps_until)
        return false;
    worker->sleeps_until = next;
    return true;
}

void worker_wake(struct worker *worker)
{
    eventfd_write(worker->wake, 1);
}

void worker_stop(struct worker *worker)
{
    atomic_store_explicit(&worker->stopping, true, memory_order_release);
    worker_wake(worker);
    pthread_join(worker->thread, NULL);
    close_all(worker);
}
