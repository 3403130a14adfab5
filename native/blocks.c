#include "blocks.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    USUAL = 2048,    /* octets of a block that is used again */
    KEPT_FREE = 1024 /* blocks that wait to be used again; more than that go back to the system */
};

struct block {
    struct block *next;
    bool usual;
    alignas(16) uint8_t octets[];
};

void blocks_init(struct blocks *blocks)
{
    *blocks = (struct blocks){0};
}

void blocks_free(struct blocks *blocks)
{
    while (blocks->free) {
        struct block *block = blocks->free;
        blocks->free = block->next;
        free(block);
    }
    blocks->free_count = 0;
}

uint8_t *blocks_take(struct blocks *blocks, size_t size)
{
    bool usual = size <= USUAL;
    struct block *block = usual ? blocks->free : NULL;
    if (block) {
        blocks->free = block->next;
        blocks->free_count--;
        return block->octets;
    }
    block = malloc(sizeof *block + (usual ? USUAL : size));
    if (!block)
        return NULL;
    block->usual = usual;
    return block->octets;
}

void blocks_give(struct blocks *blocks, uint8_t *octets)
{
    struct block *block = (struct block *)(octets - offsetof(struct block, octets));
    if (!block->usual || blocks->free_count >= KEPT_FREE) {
        free(block);
        return;
    }
    block->next = blocks->free;
    blocks->free = block;
    blocks->free_count++;
}
