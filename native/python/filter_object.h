/* The Python type vpdn.datapath._native.Filter: an access list, compiled. */

#ifndef VPDN_FILTER_OBJECT_H
#define VPDN_FILTER_OBJECT_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdbool.h>

#include "filter.h"

/* Add the type to the module; -1 on failure. */
int filter_object_add(PyObject *module);

/* The filter of an object, NULL of None; false for anything else. It lives as long as the
   object does. */
bool filter_object_get(PyObject *object, struct filter **filter);

#endif
