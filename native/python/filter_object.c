#include "filter_object.h"

#include <stdlib.h>

#include "convert.h"

struct filter_object {
    PyObject_HEAD
    struct filter filter;
};

static PyTypeObject *filter_type; /* made once, when the module is */

static PyObject *new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    PyObject *rules, *ranges;
    (void)keywords;
    if (!PyArg_ParseTuple(arguments, "O!O!", &PyList_Type, &rules, &PyList_Type, &ranges))
        return NULL;
    struct filter_object *self = (struct filter_object *)PyType_GenericAlloc(type, 0);
    if (self && !convert_filter(rules, ranges, &self->filter))
        Py_CLEAR(self);
    return (PyObject *)self;
}

static void deallocate(PyObject *object)
{
    struct filter_object *self = (struct filter_object *)object;
    PyTypeObject *type = Py_TYPE(object);
    free(self->filter.rules);
    free((void *)self->filter.ranges);
    PyObject_Free(object);
    Py_DECREF(type);
}

static PyObject *matches(PyObject *object, PyObject *nothing)
{
    const struct filter *filter = &((struct filter_object *)object)->filter;
    (void)nothing;
    PyObject *list = PyList_New((Py_ssize_t)filter->count);
    for (size_t i = 0; list && i < filter->count; i++) {
        PyObject *count = PyLong_FromUnsignedLongLong(filter_matches(&filter->rules[i]));
        if (!count || PyList_SetItem(list, (Py_ssize_t)i, count) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyMethodDef methods[] = {
    {"matches", matches, METH_NOARGS, "How many packets each rule has decided."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "Filter(rules, ranges): an access list, compiled."},
    {Py_tp_new, new},
    {Py_tp_dealloc, deallocate},
    {Py_tp_methods, methods},
    {0, NULL},
};

static PyType_Spec spec = {
    "vpdn.datapath._native.Filter", sizeof(struct filter_object), 0, Py_TPFLAGS_DEFAULT, slots,
};

int filter_object_add(PyObject *module)
{
    filter_type = (PyTypeObject *)PyType_FromSpec(&spec);
    return filter_type ? PyModule_AddType(module, filter_type) : -1;
}

bool filter_object_get(PyObject *object, struct filter **filter)
{
    if (object == Py_None) {
        *filter = NULL;
        return true;
    }
    if (Py_TYPE(object) != filter_type) {
        PyErr_SetString(PyExc_TypeError, "not a Filter");
        return false;
    }
    *filter = &((struct filter_object *)object)->filter;
    return true;
}
