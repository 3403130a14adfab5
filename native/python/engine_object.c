#include "engine_object.h"

#include <math.h>
#include <stdlib.h>

#include "convert.h"
#include "filter_object.h"

static PyObject *new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    (void)keywords;
    if (!PyArg_ParseTuple(arguments, ""))
        return NULL;
    struct engine_object *self = (struct engine_object *)PyType_GenericAlloc(type, 0);
    if (!self)
        return NULL;
    pthread_mutex_init(&self->lock, NULL);
    batch_init(&self->batch);
    self->engine = engine_new();
    if (!self->engine) {
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
    if (self->engine)
        engine_free(self->engine);
    batch_free(&self->batch);
    pthread_mutex_destroy(&self->lock);
    PyObject_Free(object);
    Py_DECREF(type);
}

struct session *engine_object_session(struct engine_object *self, unsigned long call_id)
{
    pthread_mutex_lock(&self->lock);
    struct session *session =
        call_id < 65536 ? engine_find(self->engine, (uint16_t)call_id) : NULL;
    if (!session) {
        pthread_mutex_unlock(&self->lock);
        if (!PyErr_Occurred())
            PyErr_Format(PyExc_KeyError, "no call %lu", call_id);
    }
    return session;
}

/* Whether the verb was done is known only now: unlock, and None or MemoryError. */
static PyObject *done(struct engine_object *self, bool good)
{
    pthread_mutex_unlock(&self->lock);
    return good ? Py_NewRef(Py_None) : PyErr_NoMemory();
}

/* --- sessions -------------------------------------------------------------------------------- */

static PyObject *add(PyObject *object, PyObject *tuple)
{
    struct engine_object *self = engine_object_of(object);
    struct spec spec;
    if (!convert_spec(tuple, &spec))
        return NULL;
    pthread_mutex_lock(&self->lock);
    if (engine_find(self->engine, spec.call_id)) {
        pthread_mutex_unlock(&self->lock);
        free(spec.routes);
        return PyErr_Format(PyExc_KeyError, "call %d exists", spec.call_id);
    }
    return done(self, engine_add(self->engine, &spec));
}

static PyObject *update(PyObject *object, PyObject *tuple)
{
    struct engine_object *self = engine_object_of(object);
    struct spec spec;
    if (!convert_spec(tuple, &spec))
        return NULL;
    if (!engine_object_session(self, spec.call_id)) {
        free(spec.routes);
        return NULL;
    }
    return done(self, engine_update(self->engine, &spec));
}

static PyObject *set_filters(PyObject *object, PyObject *arguments)
{
    struct engine_object *self = engine_object_of(object);
    unsigned long call_id;
    PyObject *inward, *outward;
    struct filter *in, *out;
    if (!PyArg_ParseTuple(arguments, "kOO", &call_id, &inward, &outward) ||
        !filter_object_get(inward, &in) || !filter_object_get(outward, &out))
        return NULL;
    struct session *session = engine_object_session(self, call_id);
    if (!session)
        return NULL;
    session->spec.inward = in;
    session->spec.outward = out;
    return done(self, true);
}

static PyObject *encrypt(PyObject *object, PyObject *arguments)
{
    struct engine_object *self = engine_object_of(object);
    unsigned long call_id;
    int stateful;
    struct session_keys keys;
    const char *send, *receive;
    Py_ssize_t send_size, receive_size;
    if (!PyArg_ParseTuple(arguments, "kipy#y#", &call_id, &keys.bits, &stateful, &send, &send_size,
                          &receive, &receive_size))
        return NULL;
    Py_ssize_t size = keys.bits == 128 ? 16 : 8;
    if (send_size != size || receive_size != size)
        return PyErr_Format(PyExc_ValueError, "keys of %d bits have %zd octets", keys.bits, size);
    struct session *session = engine_object_session(self, call_id);
    if (!session)
        return NULL;
    keys.stateful = stateful;
    keys.send = (const uint8_t *)send;
    keys.receive = (const uint8_t *)receive;
    session_encrypt(session, &keys);
    return done(self, true);
}

static PyObject *decrypt(PyObject *object, PyObject *call_id)
{
    struct engine_object *self = engine_object_of(object);
    struct session *session = engine_object_session(self, PyLong_AsUnsignedLong(call_id));
    if (!session)
        return NULL;
    session_encrypt(session, NULL);
    return done(self, true);
}

static PyObject *reset(PyObject *object, PyObject *call_id)
{
    struct engine_object *self = engine_object_of(object);
    struct session *session = engine_object_session(self, PyLong_AsUnsignedLong(call_id));
    if (!session)
        return NULL;
    session_reset(session);
    return done(self, true);
}

/* The counters of a session, which is removed if `last`. */
static PyObject *counted(PyObject *object, PyObject *call_id, bool last)
{
    struct engine_object *self = engine_object_of(object);
    struct session *session = engine_object_session(self, PyLong_AsUnsignedLong(call_id));
    if (!session)
        return NULL;
    struct counters counters = session_snapshot(session);
    if (last)
        engine_remove(self->engine, session);
    pthread_mutex_unlock(&self->lock);
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
    struct engine_object *self = engine_object_of(object);
    (void)nothing;
    pthread_mutex_lock(&self->lock);
    double deadline = engine_deadline(self->engine);
    pthread_mutex_unlock(&self->lock);
    return isinf(deadline) ? Py_NewRef(Py_None) : PyFloat_FromDouble(deadline);
}

/* A counter of the engine. */
static PyObject *count(struct engine_object *self, const uint64_t *counter)
{
    pthread_mutex_lock(&self->lock);
    uint64_t value = *counter;
    pthread_mutex_unlock(&self->lock);
    return PyLong_FromUnsignedLongLong(value);
}

static PyObject *get_stray(PyObject *object, void *nothing)
{
    struct engine_object *self = engine_object_of(object);
    (void)nothing;
    return count(self, &self->engine->stray);
}

static PyObject *get_unrouted(PyObject *object, void *nothing)
{
    struct engine_object *self = engine_object_of(object);
    (void)nothing;
    return count(self, &self->engine->unrouted);
}

static PyObject *get_recording(PyObject *object, void *nothing)
{
    (void)nothing;
    return PyBool_FromLong(engine_object_of(object)->engine->recording);
}

static int set_recording(PyObject *object, PyObject *value, void *nothing)
{
    (void)nothing;
    int recording = value ? PyObject_IsTrue(value) : -1;
    if (recording < 0)
        return -1;
    struct engine_object *self = engine_object_of(object);
    pthread_mutex_lock(&self->lock);
    self->engine->recording = recording;
    pthread_mutex_unlock(&self->lock);
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
     "(GRE, TUN, vnet, tier): a thread carries packets. A descriptor that tells of what goes up."},
    {"stop", engine_stop_method, METH_NOARGS, "End it."},
    {"collect", engine_collect_method, METH_NOARGS, "(serial, a batch): what came up."},
    {"seen", engine_seen_method, METH_O, "(serial): what was collected has been acted on."},
    {"post", engine_post_method, METH_O, "[(call id, frame)]: sent by a socket of Python's thread."},
    {"traffic", engine_traffic_method, METH_NOARGS, "Counters of socket and device."},
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
    {Py_tp_doc, "Engine(): see datapath/native.py."},
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
