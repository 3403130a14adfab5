#include "engine_object.h"

#include <math.h>
#include <stdlib.h>

#include "convert.h"
#include "filter_object.h"

static PyObject *new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    int workers = 1;
    (void)keywords;
    if (!PyArg_ParseTuple(arguments, "|i", &workers))
        return NULL;
    if (workers < 1 || workers > SHARDS_MOST)
        return PyErr_Format(PyExc_ValueError, "1 to %d workers", SHARDS_MOST);
    struct engine_object *self = (struct engine_object *)PyType_GenericAlloc(type, 0);
    if (!self)
        return NULL;
    batch_init(&self->batch);
    self->shards = shards_new((size_t)workers);
    if (!self->shards) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static void deallocate(PyObject *object)
{
    struct engine_object *self = engine_object_of(object);
    PyTypeObject *type = Py_TYPE(object);
    engine_worker_end(self);
    if (self->shards)
        shards_free(self->shards);
    batch_free(&self->batch);
    PyObject_Free(object);
    Py_DECREF(type);
}

struct session *engine_object_session(struct engine_object *self, unsigned long call_id,
                                      struct shard **shard)
{
    *shard = shards_of(self->shards, (uint16_t)call_id);
    shard_take(*shard);
    struct session *session =
        call_id < 65536 ? engine_find((*shard)->engine, (uint16_t)call_id) : NULL;
    if (!session) {
        shard_give(*shard);
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_KeyError, "no call %lu", call_id);
    }
    return session;
}

/* Whether the verb was done is known only now: unlock, and None or MemoryError. */
static PyObject *done(struct shard *shard, bool good)
{
    shard_give(shard);
    return good ? Py_NewRef(Py_None) : PyErr_NoMemory();
}

/* --- sessions -------------------------------------------------------------------------------- */

static PyObject *add(PyObject *object, PyObject *tuple)
{
    struct spec spec;
    if (!convert_spec(tuple, &spec))
        return NULL;
    struct shard *shard = shards_of(engine_object_of(object)->shards, spec.call_id);
    shard_take(shard);
    if (engine_find(shard->engine, spec.call_id)) {
        shard_give(shard);
        free(spec.routes);
        return PyErr_Format(PyExc_KeyError, "call %d exists", spec.call_id);
    }
    return done(shard, engine_add(shard->engine, &spec));
}

static PyObject *update(PyObject *object, PyObject *tuple)
{
    struct spec spec;
    struct shard *shard;
    if (!convert_spec(tuple, &spec))
        return NULL;
    if (!engine_object_session(engine_object_of(object), spec.call_id, &shard)) {
        free(spec.routes);
        return NULL;
    }
    return done(shard, engine_update(shard->engine, &spec));
}

static PyObject *set_filters(PyObject *object, PyObject *arguments)
{
    unsigned long call_id;
    PyObject *inward, *outward;
    struct filter *in, *out;
    struct shard *shard;
    if (!PyArg_ParseTuple(arguments, "kOO", &call_id, &inward, &outward) ||
        !filter_object_get(inward, &in) || !filter_object_get(outward, &out))
        return NULL;
    struct session *session = engine_object_session(engine_object_of(object), call_id, &shard);
    if (!session)
        return NULL;
    session->spec.inward = in;
    session->spec.outward = out;
    return done(shard, true);
}

static PyObject *encrypt(PyObject *object, PyObject *arguments)
{
    unsigned long call_id;
    int stateful;
    struct session_keys keys;
    struct shard *shard;
    const char *send, *receive;
    Py_ssize_t send_size, receive_size;
    if (!PyArg_ParseTuple(arguments, "kipy#y#", &call_id, &keys.bits, &stateful, &send, &send_size,
                          &receive, &receive_size))
        return NULL;
    Py_ssize_t size = keys.bits == 128 ? 16 : 8;
    if (send_size != size || receive_size != size)
        return PyErr_Format(PyExc_ValueError, "keys of %d bits have %zd octets", keys.bits, size);
    struct session *session = engine_object_session(engine_object_of(object), call_id, &shard);
    if (!session)
        return NULL;
    keys.stateful = stateful;
    keys.send = (const uint8_t *)send;
    keys.receive = (const uint8_t *)receive;
    session_encrypt(session, &keys);
    return done(shard, true);
}

/* A session named by a Python number. */
static struct session *named(PyObject *object, PyObject *call_id, struct shard **shard)
{
    return engine_object_session(engine_object_of(object), PyLong_AsUnsignedLong(call_id), shard);
}

static PyObject *decrypt(PyObject *object, PyObject *call_id)
{
    struct shard *shard;
    struct session *session = named(object, call_id, &shard);
    if (!session)
        return NULL;
    session_encrypt(session, NULL);
    return done(shard, true);
}

static PyObject *reset(PyObject *object, PyObject *call_id)
{
    struct shard *shard;
    struct session *session = named(object, call_id, &shard);
    if (!session)
        return NULL;
    session_reset(session);
    return done(shard, true);
}

/* The counters of a session, which is removed if `last`. */
static PyObject *counted(PyObject *object, PyObject *call_id, bool last)
{
    struct shard *shard;
    struct session *session = named(object, call_id, &shard);
    if (!session)
        return NULL;
    struct counters counters = session_snapshot(session);
    if (last)
        engine_remove(shard->engine, session);
    shard_give(shard);
    return convert_counters(&counters);
}

static PyObject *counters(PyObject *object, PyObject *call_id)
{
    return counted(object, call_id, false);
}

static PyObject *remove_session(PyObject *object, PyObject *call_id)
{
    return counted(object, call_id, true);
}

/* --- attributes ------------------------------------------------------------------------------ */

static PyObject *get_deadline(PyObject *object, void *nothing)
{
    struct shards *shards = engine_object_of(object)->shards;
    double deadline = INFINITY;
    (void)nothing;
    for (size_t i = 0; i < shards->count; i++) {
        gate_take(&shards->each[i].lock);
        deadline = fmin(deadline, engine_deadline(shards->each[i].engine));
        gate_give(&shards->each[i].lock);
    }
    return isinf(deadline) ? Py_NewRef(Py_None) : PyFloat_FromDouble(deadline);
}

static PyObject *get_stray(PyObject *object, void *nothing)
{
    struct shards *shards = engine_object_of(object)->shards;
    uint64_t stray = 0;
    (void)nothing;
    for (size_t i = 0; i < shards->count; i++) {
        gate_take(&shards->each[i].lock);
        stray += shards->each[i].engine->stray;
        gate_give(&shards->each[i].lock);
    }
    return PyLong_FromUnsignedLongLong(stray);
}

static PyObject *get_unrouted(PyObject *object, void *nothing)
{
    (void)nothing;
    const struct engine *first = engine_object_of(object)->shards->each[0].engine;
    return PyLong_FromUnsignedLongLong(first->networks->unrouted);
}

static PyObject *get_recording(PyObject *object, void *nothing)
{
    (void)nothing;
    return PyBool_FromLong(engine_object_of(object)->shards->each[0].engine->recording);
}

static int set_recording(PyObject *object, PyObject *value, void *nothing)
{
    (void)nothing;
    int recording = value ? PyObject_IsTrue(value) : -1;
    if (recording < 0)
        return -1;
    struct shards *shards = engine_object_of(object)->shards;
    for (size_t i = 0; i < shards->count; i++) {
        shard_take(&shards->each[i]);
        shards->each[i].engine->recording = recording;
        shard_give(&shards->each[i]);
    }
    return 0;
}

static PyMethodDef methods[] = {
    {"add", add, METH_O, "A session, as the tuple datapath/native.py makes."},
    {"update", update, METH_O, "Other settings for one."},
    {"set_filters", set_filters, METH_VARARGS, "(call id, inward, outward)"},
    {"encrypt", encrypt, METH_VARARGS, "(call id, bits, stateful, send key, receive key)"},
    {"decrypt", decrypt, METH_O, "Stop encrypting."},
    {"reset", reset, METH_O, "The peer of a call sent a CCP Reset-Request."},
    {"remove", remove_session, METH_O, "Its counters at the end."},
    {"counters", counters, METH_O, "Its counters now."},
    {"from_gre", engine_from_gre_method, METH_VARARGS, "([(source, packet)], now): a batch."},
    {"from_tun", engine_from_tun_method, METH_VARARGS, "([packet], now): a batch."},
    {"send_frame", engine_send_frame_method, METH_VARARGS, "(call id, frame, now): a batch."},
    {"tick", engine_tick_method, METH_O, "(now): a batch."},
    {"start", engine_start_method, METH_VARARGS,
     "([GRE], [TUN], vnet, tier): threads carry packets. A descriptor that tells of what goes up."},
    {"stop", engine_stop_method, METH_NOARGS, "End them."},
    {"collect", engine_collect_method, METH_NOARGS, "(serials, a batch): what came up."},
    {"seen", engine_seen_method, METH_O, "(serials): what was collected has been acted on."},
    {"post", engine_post_method, METH_O, "[(call id, frame)]: sent by a socket of Python's thread."},
    {"traffic", engine_traffic_method, METH_NOARGS,
     "Counters of socket and device: each worker's, then our own."},
    {"put_hop", engine_put_hop_method, METH_VARARGS,
     "(peer, our address, device, MTU, the next hop's hardware address and ours)"},
    {"drop_hop", engine_drop_hop_method, METH_O, "Forget the way to a peer."},
    {"open_link", engine_open_link_method, METH_VARARGS, "AF_XDP: (device, our addresses)"},
    {"close_link", engine_close_link_method, METH_O, "Leave a device to the kernel."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef attributes[] = {
    {"deadline", get_deadline, NULL, "When tick wants to be called, or None.", NULL},
    {"stray", get_stray, NULL, "GRE packets of no session.", NULL},
    {"unrouted", get_unrouted, NULL, "IP packets for no session.", NULL},
    {"recording", get_recording, set_recording, "Whether batches have records.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "Engine(workers=1): see datapath/native.py."},
    {Py_tp_new, new},
    {Py_tp_dealloc, deallocate},
    {Py_tp_methods, methods},
    {Py_tp_getset, attributes},
    {0, NULL},
};

static PyType_Spec spec = {
    "vpdn.datapath._native.Engine", sizeof(struct engine_object), 0, Py_TPFLAGS_DEFAULT, slots,
};

int engine_object_add(PyObject *module)
{
    PyTypeObject *type = (PyTypeObject *)PyType_FromSpec(&spec);
    int added = type ? PyModule_AddType(module, type) : -1;
    Py_XDECREF((PyObject *)type);
    return added;
}
