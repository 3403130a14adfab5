/* What Python tells workers of devices: the ways to peers, and where AF_XDP is to be used. */

#include <errno.h>
#include <string.h>

#include "engine_object.h"

PyObject *engine_put_hop_method(PyObject *object, PyObject *arguments)
{
    struct engine_object *self = engine_object_of(object);
    struct next_hop hop = {0};
    const char *hardware;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(arguments, "IIiIy#", &hop.peer, &hop.source, &hop.device, &hop.mtu,
                          &hardware, &size) ||
        !engine_object_is_running(self))
        return NULL;
    if (size != sizeof hop.hardware || !hop.peer)
        return PyErr_Format(PyExc_ValueError, "no next hop");
    memcpy(hop.hardware, hardware, sizeof hop.hardware);
    return next_hops_put(&self->links->hops, &hop) ? Py_NewRef(Py_None) : PyErr_NoMemory();
}

PyObject *engine_drop_hop_method(PyObject *object, PyObject *peer)
{
    struct engine_object *self = engine_object_of(object);
    unsigned long address = PyLong_AsUnsignedLong(peer);
    if (PyErr_Occurred() || !engine_object_is_running(self))
        return NULL;
    next_hops_drop(&self->links->hops, (uint32_t)address);
    Py_RETURN_NONE;
}

/* Up to BPF_MOST_ADDRESSES numbers of a list; how many, or -1 and an exception. */
static Py_ssize_t addresses_of(PyObject *list, uint32_t *addresses)
{
    Py_ssize_t count = PyList_Size(list);
    count = count < BPF_MOST_ADDRESSES ? count : BPF_MOST_ADDRESSES;
    for (Py_ssize_t i = 0; i < count; i++) {
        addresses[i] = (uint32_t)PyLong_AsUnsignedLong(PyList_GetItem(list, i));
        if (PyErr_Occurred())
            return -1;
    }
    return count;
}

PyObject *engine_open_link_method(PyObject *object, PyObject *arguments)
{
    struct engine_object *self = engine_object_of(object);
    PyObject *list;
    int device;
    uint32_t addresses[BPF_MOST_ADDRESSES];
    if (!PyArg_ParseTuple(arguments, "iO!", &device, &PyList_Type, &list) ||
        !engine_object_is_running(self))
        return NULL;
    Py_ssize_t count = addresses_of(list, addresses);
    if (count < 0)
        return NULL;
    int error = ENOTSUP;
    Py_BEGIN_ALLOW_THREADS
    if (self->links->xdp)
        error = xdp_open(self->links->xdp, device, addresses, (size_t)count);
    Py_END_ALLOW_THREADS
    if (error) {
        errno = error;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    shard_wake(&self->shards->each[0]);
    Py_RETURN_NONE;
}

PyObject *engine_close_link_method(PyObject *object, PyObject *device)
{
    struct engine_object *self = engine_object_of(object);
    long index = PyLong_AsLong(device);
    if (PyErr_Occurred() || !engine_object_is_running(self))
        return NULL;
    if (self->links->xdp) {
        xdp_close(self->links->xdp, (int)index);
        shard_wake(&self->shards->each[0]);
    }
    Py_RETURN_NONE;
}
