/* The engines driven by workers: Python says what is to become of sessions, and hears of what is
   not for the data path. */

#include <errno.h>

#include "convert.h"
#include "engine_object.h"

bool engine_object_is_running(const struct engine_object *self)
{
    if (!self->running)
        PyErr_SetString(PyExc_RuntimeError, "no worker runs");
    return self->running;
}

/* The descriptors of a list, one for each worker; false, and an exception, when they are not. */
static bool descriptors_of(const struct engine_object *self, PyObject *list, int *descriptors)
{
    if (PyList_Size(list) != (Py_ssize_t)self->shards->count) {
        PyErr_SetString(PyExc_ValueError, "each worker needs a descriptor");
        return false;
    }
    for (size_t i = 0; i < self->shards->count; i++) {
        descriptors[i] = (int)PyLong_AsLong(PyList_GetItem(list, (Py_ssize_t)i));
        if (PyErr_Occurred())
            return false;
    }
    return true;
}

/* What came by the GRE socket of one worker goes into the TUN queue of the next: the kernel gives
   the answers to whoever reads that one, and another processor enciphers them. */
static void make_ends(const struct engine_object *self, const int *gre, const int *tun, bool vnet,
                      struct io_ends *ends)
{
    size_t count = self->shards->count;
    for (size_t i = 0; i < count; i++)
        ends[i] = (struct io_ends){.gre = gre[i],
                                   .tun = tun[i],
                                   .write = tun[(i + 1) % count],
                                   .vnet = vnet,
                                   .packet = self->links->packets[i],
                                   .hops = &self->links->hops};
}

/* Everything workers need, and the workers. 0, or what errno was. */
static int begin(struct engine_object *self, const int *gre, const int *tun, bool vnet,
                 enum tier tier)
{
    struct io_ends ends[SHARDS_MOST];
    if (!upward_init(&self->upward))
        return errno;
    self->links = links_new(tier, self->shards->count);
    if (!self->links)
        return errno;
    make_ends(self, gre, tun, vnet, ends);
    if (!carrier_init(&self->carrier, self->shards, NULL, &self->upward, &ends[0]))
        return ENOMEM;
    for (; self->started < self->shards->count; self->started++) {
        int error = worker_start(&self->workers[self->started], self->shards, self->started,
                                 &self->upward, &ends[self->started], self->links->xdp);
        if (error)
            return error;
    }
    return 0;
}

/* End the workers that were started, and what they needed. */
static void end(struct engine_object *self)
{
    while (self->started)
        worker_stop(&self->workers[--self->started]);
    upward_free(&self->upward);
    carrier_free(&self->carrier);
    if (self->links)
        links_free(self->links);
    batch_free(&self->collected);
    self->links = NULL;
}

PyObject *engine_start_method(PyObject *object, PyObject *arguments)
{
    struct engine_object *self = engine_object_of(object);
    int gre[SHARDS_MOST], tun[SHARDS_MOST], vnet, tier;
    PyObject *gre_list, *tun_list;
    if (!PyArg_ParseTuple(arguments, "O!O!pi", &PyList_Type, &gre_list, &PyList_Type, &tun_list,
                          &vnet, &tier) ||
        !descriptors_of(self, gre_list, gre) || !descriptors_of(self, tun_list, tun))
        return NULL;
    if (self->running) {
        PyErr_SetString(PyExc_RuntimeError, "workers run already");
        return NULL;
    }
    batch_init(&self->collected);
    int error = begin(self, gre, tun, vnet, (enum tier)tier);
    if (error) {
        end(self);
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
    end(self);
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

static PyObject *numbers(const uint64_t *values, size_t count)
{
    PyObject *tuple = PyTuple_New((Py_ssize_t)count);
    for (size_t i = 0; tuple && i < count; i++) {
        PyObject *number = PyLong_FromUnsignedLongLong(values[i]);
        if (!number || PyTuple_SetItem(tuple, (Py_ssize_t)i, number) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

PyObject *engine_collect_method(PyObject *object, PyObject *nothing)
{
    struct engine_object *self = engine_object_of(object);
    uint64_t serials[SHARDS_MOST];
    (void)nothing;
    if (!engine_object_is_running(self))
        return NULL;
    batch_clear(&self->collected);
    upward_take(&self->upward, &self->collected, serials);
    PyObject *batch = convert_batch(&self->collected);
    return batch ? Py_BuildValue("(NN)", numbers(serials, self->shards->count), batch) : NULL;
}

/* What waits in an engine for this goes on. Only this thread changes what was seen. */
static void see(struct engine_object *self, struct shard *shard, uint64_t serial)
{
    if (serial <= shard->engine->seen)
        return;
    carrier_begin(&self->carrier);
    struct batch *batch = carrier_enter(&self->carrier, shard);
    engine_seen(shard->engine, serial, worker_now(), batch);
    carrier_leave(&self->carrier, shard);
}

PyObject *engine_seen_method(PyObject *object, PyObject *tuple)
{
    struct engine_object *self = engine_object_of(object);
    uint64_t serials[SHARDS_MOST];
    size_t count = self->shards->count;
    if (!engine_object_is_running(self))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        PyObject *serial = PyTuple_GetItem(tuple, (Py_ssize_t)i);
        serials[i] = serial ? PyLong_AsUnsignedLongLong(serial) : 0;
        if (PyErr_Occurred())
            return NULL;
    }
    for (size_t i = 0; i < count; i++)
        see(self, &self->shards->each[i], serials[i]);
    Py_RETURN_NONE;
}

/* A control frame to be sent; its octets are Python's. */
struct posted {
    unsigned long call_id;
    const char *octets;
    Py_ssize_t size;
};

/* NULL, and an exception, when they are no pairs, or without memory. */
static struct posted *read_posted(PyObject *pairs, size_t count)
{
    struct posted *frames = PyMem_Malloc((count + 1) * sizeof *frames);
    if (!frames)
        return (struct posted *)PyErr_NoMemory();
    for (size_t i = 0; i < count; i++) {
        struct posted *frame = &frames[i];
        if (PyArg_ParseTuple(PyList_GetItem(pairs, (Py_ssize_t)i), "ky#", &frame->call_id,
                             &frame->octets, &frame->size))
            continue;
        PyMem_Free(frames);
        return NULL;
    }
    return frames;
}

/* A call that is gone meanwhile has no frames to send. */
static bool post(struct engine *engine, const struct posted *frame, double now,
                 struct batch *batch)
{
    struct session *session = engine_find(engine, (uint16_t)frame->call_id);
    if (!session)
        return true;
    uint8_t *octets =
        engine_object_writable(batch, frame->octets, frame->size, SESSION_HEADROOM);
    if (octets)
        engine_send_frame(engine, session, octets, (size_t)frame->size, now, batch);
    return octets != NULL;
}

/* Those of one engine's calls; false, and an exception, without memory. */
static bool post_part(struct carrier *carrier, struct shard *shard, const struct posted *frames,
                      size_t count)
{
    struct batch *batch = NULL;
    bool done = true;
    double now = worker_now();
    for (size_t i = 0; done && i < count; i++) {
        if (frames[i].call_id > UINT16_MAX ||
            shards_of(carrier->shards, (uint16_t)frames[i].call_id) != shard)
            continue;
        if (!batch)
            batch = carrier_enter(carrier, shard);
        done = post(shard->engine, &frames[i], now, batch);
    }
    if (batch)
        carrier_leave(carrier, shard);
    return done;
}

PyObject *engine_post_method(PyObject *object, PyObject *list)
{
    struct engine_object *self = engine_object_of(object);
    if (!engine_object_is_running(self))
        return NULL;
    if (!PyList_Check(list)) {
        PyErr_SetString(PyExc_TypeError, "a list is wanted");
        return NULL;
    }
    size_t count = (size_t)PyList_Size(list);
    struct posted *frames = read_posted(list, count);
    bool done = frames != NULL;
    carrier_begin(&self->carrier);
    for (size_t i = 0; done && i < self->shards->count; i++)
        done = post_part(&self->carrier, &self->shards->each[i], frames, count);
    PyMem_Free(frames);
    return done ? Py_NewRef(Py_None) : NULL;
}

static PyObject *traffic_of(const struct io *io)
{
    const struct io_counters *counters = &io->counters;
    return Py_BuildValue("(KKKKKKKKKK)", counters->gre_received, counters->gre_sent,
                         counters->gre_full, counters->gre_unsendable, counters->gre_malformed,
                         counters->tun_read, counters->tun_written, counters->tun_refused,
                         counters->link_received, counters->link_sent);
}

PyObject *engine_traffic_method(PyObject *object, PyObject *nothing)
{
    struct engine_object *self = engine_object_of(object);
    (void)nothing;
    if (!engine_object_is_running(self))
        return NULL;
    PyObject *list = PyList_New((Py_ssize_t)self->started + 1);
    for (size_t i = 0; list && i <= self->started; i++) {
        const struct carrier *carrier =
            i < self->started ? &self->workers[i].carrier : &self->carrier;
        PyObject *counters = traffic_of(carrier->io);
        if (!counters || PyList_SetItem(list, (Py_ssize_t)i, counters) < 0)
            Py_CLEAR(list);
    }
    return list;
}
