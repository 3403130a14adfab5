/* The Python type vpdn.datapath._native.Engine. It is driven in one of two ways: packet by packet,
   as the engine in Python is (engine_packets.c), or by workers: threads that own sockets and device
   (engine_worker.c). The verbs for sessions are the same. */

#ifndef VPDN_ENGINE_OBJECT_H
#define VPDN_ENGINE_OBJECT_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <pthread.h>
#include <stdbool.h>

#include "carrier.h"
#include "links.h"
#include "shards.h"
#include "upward.h"
#include "worker.h"

struct engine_object {
    PyObject_HEAD
    struct shards *shards; /* one for each worker */
    struct batch batch;    /* of what Python itself has the engine do, packet by packet */
    bool running;
    struct worker workers[SHARDS_MOST];
    size_t started; /* of them */
    struct upward upward;
    struct carrier carrier; /* of what Python itself has the engines do beside workers */
    struct links *links;    /* past the kernel's IP; NULL: no worker runs */
    struct batch collected;
};

/* Add the type to the module; -1 on failure. */
int engine_object_add(PyObject *module);

static inline struct engine_object *engine_object_of(PyObject *object)
{
    return (struct engine_object *)object;
}

/* The session of a Call ID, and the locks of its `shard` taken; NULL, and a KeyError, when there is
   none. */
struct session *engine_object_session(struct engine_object *self, unsigned long call_id,
                                      struct shard **shard);

/* Copy octets to where the engine may write, with `room` octets before them; NULL, and an
   exception, without memory. */
uint8_t *engine_object_writable(struct batch *batch, const char *octets, Py_ssize_t size,
                                size_t room);

/* engine_packets.c */
PyObject *engine_from_gre_method(PyObject *object, PyObject *arguments);
PyObject *engine_from_tun_method(PyObject *object, PyObject *arguments);
PyObject *engine_send_frame_method(PyObject *object, PyObject *arguments);
PyObject *engine_tick_method(PyObject *object, PyObject *time);

/* engine_worker.c */
PyObject *engine_start_method(PyObject *object, PyObject *arguments);
PyObject *engine_stop_method(PyObject *object, PyObject *nothing);
PyObject *engine_collect_method(PyObject *object, PyObject *nothing);
PyObject *engine_seen_method(PyObject *object, PyObject *serials);
PyObject *engine_post_method(PyObject *object, PyObject *frames);
PyObject *engine_traffic_method(PyObject *object, PyObject *nothing);

/* engine_links.c */
PyObject *engine_put_hop_method(PyObject *object, PyObject *arguments);
PyObject *engine_drop_hop_method(PyObject *object, PyObject *peer);
PyObject *engine_open_link_method(PyObject *object, PyObject *arguments);
PyObject *engine_close_link_method(PyObject *object, PyObject *device);

/* Whether a worker runs; else an exception is set. */
bool engine_object_is_running(const struct engine_object *self);

/* End the threads if there are any. */
void engine_worker_end(struct engine_object *self);

#endif
