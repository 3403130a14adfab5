#include "convert.h"

#include <stdlib.h>

#include "filter_object.h"

static bool convert_routes(PyObject *list, struct spec *spec)
{
    Py_ssize_t count = PyList_Size(list);
    if (count < 0)
        return false;
    spec->route_count = (size_t)count;
    spec->routes = count ? calloc((size_t)count, sizeof *spec->routes) : NULL;
    if (count && !spec->routes) {
        PyErr_NoMemory();
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        struct network *route = &spec->routes[i];
        if (!PyArg_ParseTuple(PyList_GetItem(list, i), "Ib", &route->address, &route->length)) {
            free(spec->routes);
            return false;
        }
    }
    return true;
}

bool convert_spec(PyObject *tuple, struct spec *spec)
{
    PyObject *routes, *inward, *outward;
    int pfc, acfc, has_source, require, capture_clear, capture_wire;
    struct limit *in = &spec->police_in, *out = &spec->police_out;
    *spec = (struct spec){0};
    if (!PyArg_ParseTuple(tuple, "HHIIIIppHpIO!OO(III)(III)ppp", &spec->call_id, &spec->peer_call_id,
                          &spec->peer, &spec->window, &spec->receive_window, &spec->mru, &pfc,
                          &acfc, &spec->mss, &has_source, &spec->source, &PyList_Type, &routes,
                          &inward, &outward, &in->rate, &in->burst, &in->debt, &out->rate,
                          &out->burst, &out->debt, &require, &capture_clear, &capture_wire))
        return false;
    spec->pfc = pfc;
    spec->acfc = acfc;
    spec->has_source = has_source;
    spec->require_encryption = require;
    spec->capture_clear = capture_clear;
    spec->capture_wire = capture_wire;
    return filter_object_get(inward, &spec->inward) &&
           filter_object_get(outward, &spec->outward) && convert_routes(routes, spec);
}

static bool convert_place(PyObject *tuple, struct filter_place *place)
{
    return PyArg_ParseTuple(tuple, "IIII", &place->address, &place->mask, &place->first,
                            &place->count);
}

static bool convert_rule(PyObject *tuple, struct filter_rule *rule)
{
    PyObject *source, *destination;
    int permit, established, looks_deeper;
    *rule = (struct filter_rule){0};
    if (!PyArg_ParseTuple(tuple, "OOhhhppp", &source, &destination, &rule->protocol,
                          &rule->icmp_type, &rule->icmp_code, &permit, &established,
                          &looks_deeper))
        return false;
    rule->permit = permit;
    rule->established = established;
    rule->looks_deeper = looks_deeper;
    return convert_place(source, &rule->source) && convert_place(destination, &rule->destination);
}

bool convert_filter(PyObject *rules, PyObject *ranges, struct filter *filter)
{
    Py_ssize_t rule_count = PyList_Size(rules), range_count = PyList_Size(ranges);
    if (rule_count < 0 || range_count < 0)
        return false;
    struct filter_rule *rule = calloc((size_t)rule_count + 1, sizeof *rule);
    struct filter_range *range = calloc((size_t)range_count + 1, sizeof *range);
    bool good = rule && range;
    if (!good)
        PyErr_NoMemory();
    for (Py_ssize_t i = 0; good && i < range_count; i++)
        good = PyArg_ParseTuple(PyList_GetItem(ranges, i), "HH", &range[i].low, &range[i].high);
    for (Py_ssize_t i = 0; good && i < rule_count; i++)
        good = convert_rule(PyList_GetItem(rules, i), &rule[i]);
    if (!good) {
        free(rule);
        free(range);
        return false;
    }
    *filter = (struct filter){.rules = rule, .ranges = range, .count = (size_t)rule_count};
    return true;
}

/* Put `item` into `tuple`, which takes it over; false when there is none. */
static bool put(PyObject *tuple, Py_ssize_t place, PyObject *item)
{
    return item && PyTuple_SetItem(tuple, place, item) == 0;
}

PyObject *convert_counters(const struct counters *counters)
{
    const uint64_t counts[] = {
#define COUNT(name) counters->name,
        SESSION_COUNTS(COUNT)
#undef COUNT
    };
    const double times[] = {
#define TIME(name) counters->name,
        SESSION_TIMES(TIME)
#undef TIME
    };
    Py_ssize_t number = sizeof counts / sizeof *counts, last = sizeof times / sizeof *times;
    PyObject *tuple = PyTuple_New(number + last);
    bool good = tuple;
    for (Py_ssize_t i = 0; good && i < number; i++)
        good = put(tuple, i, PyLong_FromUnsignedLongLong(counts[i]));
    for (Py_ssize_t i = 0; good && i < last; i++)
        good = put(tuple, number + i, PyFloat_FromDouble(times[i]));
    if (!good)
        Py_CLEAR(tuple);
    return tuple;
}

static PyObject *gre_item(const struct batch *batch, size_t i)
{
    const struct batch_gre *each = &batch->gre[i];
    return Py_BuildValue("(Iy#)", each->peer, each->packet, (Py_ssize_t)each->size);
}

static PyObject *tun_item(const struct batch *batch, size_t i)
{
    const struct batch_tun *each = &batch->tun[i];
    return PyBytes_FromStringAndSize((const char *)each->packet, (Py_ssize_t)each->size);
}

static PyObject *frame_item(const struct batch *batch, size_t i)
{
    const struct batch_frame *each = &batch->frames[i];
    return Py_BuildValue("(Hy#)", each->call_id, each->frame, (Py_ssize_t)each->size);
}

static PyObject *event_item(const struct batch *batch, size_t i)
{
    return Py_BuildValue("(Hi)", batch->events[i].call_id, (int)batch->events[i].event);
}

static PyObject *record_item(const struct batch *batch, size_t i)
{
    const struct batch_record *each = &batch->records[i];
    return Py_BuildValue("(HiiiHHinK)", each->call_id, (int)each->kind, (int)each->outgoing,
                         (int)each->flushed, each->protocol, each->coherency, (int)each->reason,
                         (Py_ssize_t)each->size, (unsigned long long)each->key_changes);
}

static PyObject *captured_item(const struct batch *batch, size_t i)
{
    const struct batch_captured *each = &batch->captured[i];
    return Py_BuildValue("(HNNy#)", each->call_id, PyBool_FromLong(each->wire),
                         PyBool_FromLong(each->outward), each->packet, (Py_ssize_t)each->size);
}

typedef PyObject *item_maker(const struct batch *batch, size_t i);

static PyObject *list_of(const struct batch *batch, size_t count, item_maker *make)
{
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        PyObject *item = make(batch, i);
        if (!item || PyList_SetItem(list, (Py_ssize_t)i, item) < 0)
            Py_CLEAR(list);
    }
    return list;
}

PyObject *convert_batch(const struct batch *batch)
{
    PyObject *tuple = PyTuple_New(6);
    if (tuple && put(tuple, 0, list_of(batch, batch->gre_count, gre_item)) &&
        put(tuple, 1, list_of(batch, batch->tun_count, tun_item)) &&
        put(tuple, 2, list_of(batch, batch->frame_count, frame_item)) &&
        put(tuple, 3, list_of(batch, batch->event_count, event_item)) &&
        put(tuple, 4,
            batch->recording ? list_of(batch, batch->record_count, record_item)
                             : Py_NewRef(Py_None)) &&
        put(tuple, 5, list_of(batch, batch->captured_count, captured_item)))
        return tuple;
    Py_XDECREF(tuple);
    return NULL;
}
