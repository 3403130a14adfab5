/* The session keys of one direction, and RC4 states made of them ahead of time.
 *
 * The twin of KeyChain in crypto/mppe.py (key changes: RFC 3078 section 7.3, RFC 3079). A key
 * looked at ahead of time is kept until it is passed, so no number of forged counts has a key
 * computed twice: a few in the chain itself, more in a block that is allocated when somebody
 * looks further and freed once what is left fits. A key's schedule is made together with the
 * one the key after it comes from, because two side by side cost little more than one. */

#ifndef VPDN_CHAIN_H
#define VPDN_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rc4.h"

enum {
    CHAIN_KEY = 16,        /* octets there are for a key */
    CHAIN_NEAR = 8,        /* keys ahead for which the chain has room itself */
    CHAIN_FURTHEST = 4096, /* keys ahead there can be, and steps that may be looked at */
    CHAIN_RING = 32,       /* RC4 states that can be ready */
};

/* `changes` is how many keys were passed, `derived` how many were computed after the first. */
struct chain {
    uint64_t changes, derived;
    uint8_t key[CHAIN_KEY], start[CHAIN_KEY];
    uint8_t near[CHAIN_NEAR][CHAIN_KEY];
    uint8_t (*far)[CHAIN_KEY];
    struct rc4 *ring;
    uint16_t first, count, capacity;
    uint8_t first_ready, ready;
    uint8_t size, known;
};

/* Begin with the first session key of a start key: 16 octets for 128 bits, 8 for 40 and 56. */
void chain_init(struct chain *chain, const uint8_t *start_key, int bits);

/* Give back what was allocated; no key is left in memory. */
void chain_free(struct chain *chain);

/* The key `steps` changes from now, at most CHAIN_FURTHEST; NULL when there is no memory to keep
 * those before it. It is valid until the next call. */
const uint8_t *chain_peek(struct chain *chain, unsigned steps);

/* Make the key `steps` changes from now the present one. It was looked at before. */
void chain_advance(struct chain *chain, unsigned steps);

/* The state at the beginning of the stream of the key `steps` changes from now, at least one and
 * less than CHAIN_FURTHEST: a ready one, or `made`, where it is made now; NULL when there is no
 * memory. Who moves a ready one on passes its key next, or moves it back. */
struct rc4 *chain_state(struct chain *chain, unsigned steps, struct rc4 *made);

/* Have the states of `count` more keys ready, CHAIN_RING in all. The ring they are in is allocated
 * when there is none; without memory there will be fewer. */
void chain_prepare(struct chain *chain, unsigned count);

/* Give the ring back. Keys stay. */
void chain_rest(struct chain *chain);

#endif
