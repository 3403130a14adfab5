/* Inputs that take too long. */

#ifndef VPDN_FUZZ_WATCHDOG_H
#define VPDN_FUZZ_WATCHDOG_H

enum { WATCHDOG_PATIENCE = 20000 };

/* An input begins, the one before it was well: if it takes so many milliseconds of processor time,
   the program aborts. By another clock whoever else has the processor would be blamed on it. */
void watchdog_begin(long patience);

#endif
