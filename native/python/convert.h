/* Between Python's objects and the engine's structures. A function that fails has set Python's
   exception. */

#ifndef VPDN_CONVERT_H
#define VPDN_CONVERT_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "batch.h"
#include "filter.h"
#include "session.h"

/* The tuple that datapath/native.py makes of a SessionSpec. The routes are the caller's to free or
   to hand on. False on failure. */
bool convert_spec(PyObject *tuple, struct spec *spec);

/* The rules and ranges that datapath/native.py makes of a Filter, in memory of the filter's own. */
bool convert_filter(PyObject *rules, PyObject *ranges, struct filter *filter);

/* (counts…, times…), in the order of Counters. */
PyObject *convert_counters(const struct counters *counters);

/* (gre, tun, frames, events, records or None, captured), each a list of tuples. */
PyObject *convert_batch(const struct batch *batch);

#endif
