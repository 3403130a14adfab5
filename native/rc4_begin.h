/* How every key schedule begins, whichever code goes on with it. */

#ifndef VPDN_RC4_BEGIN_H
#define VPDN_RC4_BEGIN_H

#include <stddef.h>
#include <stdint.h>

#include "rc4.h"

enum { RC4_KEY = 16 };

/* Make the state count up and `whole` a key of 16 octets. One of 8 makes the schedule that it
 * makes twice over, so no loop has to care. */
void rc4_begin(struct rc4 *rc4, const uint8_t *key, size_t size, uint8_t whole[RC4_KEY]);

#endif
