#include "arena.h"

#include <stdalign.h>
#include <stdlib.h>

enum { CHUNK = 128 * 1024 };

struct chunk {
    struct chunk *next;
    size_t size;
    alignas(16) uint8_t octets[];
};

void arena_free(struct arena *arena)
{
    while (arena->first) {
        struct chunk *chunk = arena->first;
        arena->first = chunk->next;
        free(chunk);
    }
    *arena = (struct arena){0};
}

void arena_clear(struct arena *arena)
{
    arena->current = arena->first;
    arena->used = 0;
}

/* The next chunk with room for `size`: one that is there already, or a new one behind it. */
static struct chunk *next_chunk(struct arena *arena, size_t size)
{
    struct chunk **place = arena->current ? &arena->current->next : &arena->first;
    if (*place && (*place)->size >= size)
        return *place;
    size_t octets = size > CHUNK ? size : CHUNK;
    struct chunk *chunk = malloc(sizeof *chunk + octets);
    if (!chunk)
        return NULL;
    *chunk = (struct chunk){.next = *place, .size = octets};
    *place = chunk;
    return chunk;
}

uint8_t *arena_take(struct arena *arena, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (!arena->current || arena->current->size - arena->used < size) {
        struct chunk *chunk = next_chunk(arena, size);
        if (!chunk)
            return NULL;
        arena->current = chunk;
        arena->used = 0;
    }
    uint8_t *taken = arena->current->octets + arena->used;
    arena->used += size;
    return taken;
}
