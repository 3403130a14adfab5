/* The engine driven packet by packet from Python: nothing runs beside it, so nothing is locked, and
   there is one. */

#include <string.h>

#include "convert.h"
#include "engine_object.h"

static struct engine *engine_of(PyObject *object)
{
    return engine_object_of(object)->shards->each[0].engine;
}

/* A new batch. Whoever drives the engine through these methods has acted on the last one. */
static struct batch *begin(PyObject *object)
{
    struct batch *batch = &engine_object_of(object)->batch;
    struct engine *engine = engine_of(object);
    batch_clear(batch);
    engine->seen = engine->serial;
    engine_begin(engine, batch);
    return batch;
}

uint8_t *engine_object_writable(struct batch *batch, const char *octets, Py_ssize_t size, size_t room)
{
    uint8_t *copy = arena_take(&batch->arena, room + (size_t)size);
    if (!copy) {
        PyErr_NoMemory();
        return NULL;
    }
    memcpy(copy + room, octets, (size_t)size);
    return copy + room;
}

/* Packets that Python gives: a list of `count` of them, the time, and room for as many of ours. */
struct given {
    PyObject *list;
    size_t count;
    double now;
    void *packets;
};

/* A new batch with room for the packets of the arguments, `size` octets for each; NULL with an
 * exception set. */
static struct batch *begin_with(PyObject *object, PyObject *arguments, size_t size,
                                struct given *given)
{
    if (!PyArg_ParseTuple(arguments, "O!d", &PyList_Type, &given->list, &given->now))
        return NULL;
    struct batch *batch = begin(object);
    given->count = (size_t)PyList_Size(given->list);
    given->packets = arena_take(&batch->arena, (given->count + 1) * size);
    if (given->packets)
        return batch;
    PyErr_NoMemory();
    return NULL;
}

PyObject *engine_from_gre_method(PyObject *object, PyObject *arguments)
{
    struct given given;
    struct batch *batch = begin_with(object, arguments, sizeof(struct gre_packet), &given);
    if (!batch)
        return NULL;
    struct gre_packet *packets = given.packets;
    for (size_t i = 0; i < given.count; i++) {
        const char *octets;
        Py_ssize_t size;
        if (!PyArg_ParseTuple(PyList_GetItem(given.list, (Py_ssize_t)i), "Iy#", &packets[i].source,
                              &octets, &size))
            return NULL;
        packets[i].size = (size_t)size;
        packets[i].octets = engine_object_writable(batch, octets, size, 0);
        if (!packets[i].octets)
            return NULL;
    }
    engine_from_gre(engine_of(object), packets, given.count, given.now, batch);
    return convert_batch(batch);
}

PyObject *engine_from_tun_method(PyObject *object, PyObject *arguments)
{
    struct given given;
    struct batch *batch = begin_with(object, arguments, sizeof(struct ip_packet), &given);
    if (!batch)
        return NULL;
    struct ip_packet *packets = given.packets;
    for (size_t i = 0; i < given.count; i++) {
        char *octets;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyList_GetItem(given.list, (Py_ssize_t)i), &octets, &size) < 0)
            return NULL;
        packets[i].size = (size_t)size;
        packets[i].octets = engine_object_writable(batch, octets, size, SESSION_HEADROOM);
        if (!packets[i].octets)
            return NULL;
    }
    engine_from_tun(engine_of(object), packets, given.count, given.now, batch);
    return convert_batch(batch);
}

PyObject *engine_send_frame_method(PyObject *object, PyObject *arguments)
{
    unsigned long call_id;
    const char *octets;
    Py_ssize_t size;
    double now;
    if (!PyArg_ParseTuple(arguments, "ky#d", &call_id, &octets, &size, &now))
        return NULL;
    struct shard *shard;
    struct session *session = engine_object_session(engine_object_of(object), call_id, &shard);
    if (!session)
        return NULL;
    shard_give(shard);
    struct batch *batch = begin(object);
    uint8_t *frame = engine_object_writable(batch, octets, size, SESSION_HEADROOM);
    if (!frame)
        return NULL;
    engine_send_frame(engine_of(object), session, frame, (size_t)size, now, batch);
    return convert_batch(batch);
}

PyObject *engine_tick_method(PyObject *object, PyObject *time)
{
    double now = PyFloat_AsDouble(time);
    if (PyErr_Occurred())
        return NULL;
    struct batch *batch = begin(object);
    engine_tick(engine_of(object), now, batch);
    return convert_batch(batch);
}
