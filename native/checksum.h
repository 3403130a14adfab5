/* The Internet checksum of RFC 1071, over any number of pieces.

   A sum is begun with 0, grows piece by piece in any order, and is finished once. Each piece begins
   at an even octet of the whole; only the one that ends it may have an odd number of them. */

#ifndef VPDN_CHECKSUM_H
#define VPDN_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* `sum` and the octets at `data`. */
uint64_t checksum_add(uint64_t sum, const uint8_t *data, size_t size);

/* The same, and the octets are copied to `to`, which does not overlap them. */
uint64_t checksum_copy(uint64_t sum, uint8_t *to, const uint8_t *from, size_t size);

/* The two without what only some processors can do, for tests. */
uint64_t checksum_add_portable(uint64_t sum, const uint8_t *data, size_t size);
uint64_t checksum_copy_portable(uint64_t sum, uint8_t *to, const uint8_t *from, size_t size);

/* The checksum as it goes into a header (write16); 0 over data that holds its own right one. */
uint16_t checksum_finish(uint64_t sum);

/* The checksum of one piece. Twin of wire.ip.checksum. */
uint16_t checksum(const uint8_t *data, size_t size);

/* RFC 1624, equation 3: the checksum after one aligned word changed. */
uint16_t checksum_updated(uint16_t total, uint16_t before, uint16_t after);

#endif
