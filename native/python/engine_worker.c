/* The engine driven by a worker: Python says what is to become of sessions, and hears of what is
   not for the data path. */

#include <errno.h>

#include "convert.h"
#include "engine_object.h"

/* Begin what Python itself has the engine do. */
static struct batch *enter(struct engine_object *self)
{
    batch_clear(&self->batch);
    engine_begin(self->engine, &self->batch);
    return &self->batch;
}

/* Unlock, and do what the engine wants done. The worker is left asleep when it need not know: to
   wake it costs as much as all the rest. */
static void leave(struct engine_object *self)
{
    upward_put(&self->upward, &self->batch);
    bool late = worker_would_be_late(&self->worker);
    pthread_mutex_unlock(&self->lock);
    io_flush(self->io, &self->batch);
    if (late)
        worker_wake(&self->worker);
}

bool engine_object_is_running(const struct engine_object *self)
{
    if (!self->running)
        PyErr_SetString(PyExc_RuntimeError, "no worker runs");
    return self->running;
}

/* Everything a worker needs, and the worker. 0, or what errno was. */
static int begin(struct engine_object *self, struct io_ends *ends, enum tier tier)
{
    if (!upward_init(&self->upward))
        return errno;
    self->links = links_new(tier);
    if (!self->links)
        return errno;
    ends->packet = self->links->packet;
    ends->hops = &self->links->hops;
    self->io = io_new(ends);
    if (!self->io)
        return ENOMEM;
    return worker_start(&self->worker, self->engine, &self->lock, &self->upward, ends,
                        self->links->xdp);
}

static void forget(struct engine_object *self)
{
    upward_free(&self->upward);
    io_free(self->io);
    if (self->links)
        links_free(self->links);
    batch_free(&self->collected);
    self->batch.waits = false;
    self->io = NULL;
    self->links = NULL;
}

PyObject *engine_start_method(PyObject *object, PyObject *arguments)
{
    struct engine_object *self = engine_object_of(object);
    struct io_ends ends = {.packet = -1};
    int vnet, tier;
    if (!PyArg_ParseTuple(arguments, "iipi", &ends.gre, &ends.tun, &vnet, &tier))
        return NULL;
    ends.vnet = vnet;
    if (self->running) {
        PyErr_SetString(PyExc_RuntimeError, "a worker runs already");
        return NULL;
    }
    self->batch.waits = true;
    batch_init(&self->collected);
    int error = begin(self, &ends, (enum tier)tier);
    if (error) {
        forget(self);
        errno = error;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    self->running = true;
    return PyLong_FromLong(self->upward.signal);
}

void engine_worker_end(struct engine_object *self)
{
    if (!self->running)
        return;
    worker_stop(&self->worker);
    forget(self);
    self->running = false;
}

PyObject *engine_stop_method(PyObject *object, PyObject *nothing)
{
    (void)nothing;
    Py_BEGIN_ALLOW_THREADS
    engine_worker_end(engine_object_of(object));
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
}

PyObject *engine_collect_method(PyObject *object, PyObject *nothing)
{
    struct engine_object *self = engine_object_of(object);
    (void)nothing;
    if (!engine_object_is_running(self))
        return NULL;
    batch_clear(&self->collected);
    upward_take(&self->upward, &self->collected);
    PyObject *batch = convert_batch(&self->collected);
    return batch ? Py_BuildValue("(KN)", (unsigned long long)self->collected.serial, batch) : NULL;
}

PyObject *engine_seen_method(PyObject *object, PyObject *number)
{
    struct engine_object *self = engine_object_of(object);
    uint64_t serial = PyLong_AsUnsignedLongLong(number);
    if (PyErr_Occurred() || !engine_object_is_running(self))
        return NULL;
    pthread_mutex_lock(&self->lock);
    struct batch *batch = enter(self);
    engine_seen(self->engine, serial, worker_now(), batch);
    leave(self);
    Py_RETURN_NONE;
}

/* Have one frame sent. A call that is gone meanwhile has none to send; -1, and an exception, when
   the pair is none, or without memory. */
static int post(struct engine_object *self, PyObject *pair, double now, struct batch *batch)
{
    unsigned long call_id;
    const char *octets;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(pair, "ky#", &call_id, &octets, &size))
        return -1;
    struct session *session =
        call_id < 65536 ? engine_find(self->engine, (uint16_t)call_id) : NULL;
    if (!session)
        return 0;
    uint8_t *frame = engine_object_writable(batch, octets, size, SESSION_HEADROOM);
    if (!frame)
        return -1;
    engine_send_frame(self->engine, session, frame, (size_t)size, now, batch);
    return 0;
}

PyObject *engine_post_method(PyObject *object, PyObject *frames)
{
    struct engine_object *self = engine_object_of(object);
    if (!engine_object_is_running(self))
        return NULL;
    if (!PyList_Check(frames)) {
        PyErr_SetString(PyExc_TypeError, "a list is wanted");
        return NULL;
    }
    pthread_mutex_lock(&self->lock);
    struct batch *batch = enter(self);
    double now = worker_now();
    int error = 0;
    for (Py_ssize_t i = 0; !error && i < PyList_Size(frames); i++)
        error = post(self, PyList_GetItem(frames, i), now, batch);
    leave(self);
    return error ? NULL : Py_NewRef(Py_None);
}

PyObject *engine_traffic_method(PyObject *object, PyObject *nothing)
{
    struct engine_object *self = engine_object_of(object);
    (void)nothing;
    if (!engine_object_is_running(self))
        return NULL;
    const struct io_counters *thread = &self->worker.io->counters, *own = &self->io->counters;
    return Py_BuildValue("(KKKKKKKKKK)", thread->gre_received, thread->gre_sent + own->gre_sent,
                         thread->gre_full + own->gre_full,
                         thread->gre_unsendable + own->gre_unsendable, thread->gre_malformed,
                         thread->tun_read, thread->tun_written + own->tun_written,
                         thread->tun_refused + own->tun_refused, thread->link_received,
                         thread->link_sent + own->link_sent);
}
