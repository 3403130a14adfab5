/* Memory for packets that must be kept: blocks of one size that are used again and again, so that
   a packet held or queued costs no allocation. */

#ifndef VPDN_BLOCKS_H
#define VPDN_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

struct block;

struct blocks {
    struct block *free;
    size_t free_count;
};

void blocks_init(struct blocks *blocks);
void blocks_free(struct blocks *blocks);

/* At least `size` octets, or NULL. What is larger than any usual packet is allocated for itself. */
uint8_t *blocks_take(struct blocks *blocks, size_t size);

/* Give back what `blocks_take` gave. */
void blocks_give(struct blocks *blocks, uint8_t *octets);

#endif
