/* The extension module vpdn.datapath._native: Python's way into this folder. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "cpu.h"
#include "engine_object.h"
#include "filter_object.h"

static PyObject *features(PyObject *module, PyObject *nothing)
{
    (void)module;
    (void)nothing;
    return PyUnicode_FromString(cpu_features());
}

static PyMethodDef functions[] = {
    {"features", features, METH_NOARGS, "What of this processor the fast code uses, in words."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_native", "The data path in C: see native/README.md.", -1, functions,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module && (filter_object_add(module) < 0 || engine_object_add(module) < 0))
        Py_CLEAR(module);
    return module;
}
