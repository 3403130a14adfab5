/* Memory that is taken piece by piece and given back all at once. */

#ifndef VPDN_ARENA_H
#define VPDN_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct chunk;

struct arena {
    struct chunk *first, *current;
    size_t used; /* octets of the current chunk */
};

void arena_free(struct arena *arena);

/* Take everything back; the memory stays for the next time. */
void arena_clear(struct arena *arena);

/* `size` octets on a boundary of 16, or NULL. */
uint8_t *arena_take(struct arena *arena, size_t size);

#endif
