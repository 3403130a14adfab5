/* arena.c and blocks.c again, for tools that watch memory: every piece is a block of its own size,
   so that one octet too far is seen, as is what outlives its batch. */

#include <stdalign.h>
#include <stdlib.h>

#include "arena.h"
#include "blocks.h"

struct chunk {
    struct chunk *next;
    alignas(16) uint8_t octets[];
};

void arena_free(struct arena *arena)
{
    arena_clear(arena);
}

void arena_clear(struct arena *arena)
{
    while (arena->first) {
        struct chunk *chunk = arena->first;
        arena->first = chunk->next;
        free(chunk);
    }
    *arena = (struct arena){0};
}

uint8_t *arena_take(struct arena *arena, size_t size)
{
    struct chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk)
        return NULL;
    chunk->next = arena->first;
    arena->first = chunk;
    return chunk->octets;
}

void blocks_init(struct blocks *blocks)
{
    *blocks = (struct blocks){0};
}

void blocks_free(struct blocks *blocks)
{
    blocks_init(blocks);
}

uint8_t *blocks_take(struct blocks *blocks, size_t size)
{
    (void)blocks;
    return malloc(size);
}

void blocks_give(struct blocks *blocks, uint8_t *octets)
{
    (void)blocks;
    free(octets);
}
