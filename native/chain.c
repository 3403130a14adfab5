#include "chain.h"

#include <stdlib.h>
#include <string.h>

#include "sha1.h"

/* Keys in the block while there is a ring: all that are ready, and more, without moving. */
enum { NEAR_WITH_RING = 2 * CHAIN_RING };

/* What is put over the front of a key to bring it down to its strength. */
static const uint8_t KNOWN[] = {0xD1, 0x26, 0x9E};

static unsigned floor_of(const struct chain *chain)
{
    return chain->ring ? NEAR_WITH_RING : CHAIN_NEAR;
}

/* Where the key `steps` from now is, or will be: the next after those kept. */
static uint8_t *place(struct chain *chain, unsigned steps)
{
    uint8_t (*keys)[CHAIN_KEY] = chain->far ? chain->far : chain->near;
    return keys[(chain->first + steps - 1U) & (chain->capacity - 1U)];
}

/* Move the keys to `far`, of `capacity` keys, or home when it is NULL. */
static void move(struct chain *chain, uint8_t (*far)[CHAIN_KEY], unsigned capacity)
{
    uint8_t (*to)[CHAIN_KEY] = far ? far : chain->near;
    for (unsigned n = 0; n < chain->count; n++)
        memcpy(to[n], place(chain, n + 1), CHAIN_KEY);
    if (chain->far)
        explicit_bzero(chain->far, chain->capacity * sizeof *chain->far);
    free(chain->far);
    chain->far = far;
    chain->capacity = (uint16_t)capacity;
    chain->first = 0;
}

/* Room for `keys` keys; false when there is no memory. */
static bool grow(struct chain *chain, unsigned keys)
{
    unsigned capacity = chain->capacity;
    if (keys <= capacity)
        return true;
    while (capacity < keys)
        capacity *= 2;
    uint8_t (*far)[CHAIN_KEY] = malloc(capacity * sizeof *far);
    if (!far)
        return false;
    move(chain, far, capacity);
    return true;
}

/* Give back room that is no longer needed. */
static void shrink(struct chain *chain)
{
    unsigned floor = floor_of(chain);
    if (chain->capacity <= floor || chain->count > floor)
        return;
    if (floor == CHAIN_NEAR) {
        move(chain, NULL, CHAIN_NEAR);
        return;
    }
    uint8_t (*far)[CHAIN_KEY] = malloc(floor * sizeof *far);
    if (far)
        move(chain, far, floor);
}

static void reduce(const struct chain *chain, uint8_t *key)
{
    memcpy(key, KNOWN, chain->known);
}

/* Keep what `stream`, of the interim key `digest`, makes of that key: one more key ahead. */
static void append(struct chain *chain, struct rc4 *stream, const uint8_t *digest)
{
    uint8_t *key = place(chain, ++chain->count);
    rc4_crypt(stream, digest, key, chain->size);
    reduce(chain, key);
    chain->derived++;
}

static void derive(struct chain *chain)
{
    uint8_t digest[SHA1_DIGEST];
    struct rc4 stream;
    const uint8_t *last = chain->count ? place(chain, chain->count) : chain->key;
    sha1_session(chain->start, last, chain->size, digest);
    rc4_schedule(&stream, digest, chain->size);
    append(chain, &stream, digest);
}

/* `state` for the last key ahead, and the key after it. */
static void schedule_and_derive(struct chain *chain, struct rc4 *state)
{
    uint8_t digest[SHA1_DIGEST];
    struct rc4 stream;
    const uint8_t *last = place(chain, chain->count);
    sha1_session(chain->start, last, chain->size, digest);
    rc4_schedule2(state, last, &stream, digest, chain->size);
    append(chain, &stream, digest);
}

static bool make_state(struct chain *chain, unsigned steps, struct rc4 *state)
{
    const uint8_t *key = chain_peek(chain, steps);
    if (!key)
        return false;
    if (chain->count == steps && grow(chain, steps + 1))
        schedule_and_derive(chain, state);
    else
        rc4_schedule(state, key, chain->size);
    return true;
}

static struct rc4 *ready(struct chain *chain, unsigned steps)
{
    return &chain->ring[(chain->first_ready + steps - 1U) & (CHAIN_RING - 1U)];
}

void chain_init(struct chain *chain, const uint8_t *start_key, int bits)
{
    uint8_t digest[SHA1_DIGEST];
    memset(chain, 0, sizeof *chain);
    chain->capacity = CHAIN_NEAR;
    chain->size = bits == 128 ? 16 : 8;
    chain->known = bits == 128 ? 0 : bits == 56 ? 1 : 3;
    memcpy(chain->start, start_key, chain->size);
    sha1_session(start_key, start_key, chain->size, digest);
    memcpy(chain->key, digest, chain->size);
    reduce(chain, chain->key);
}

void chain_free(struct chain *chain)
{
    chain_rest(chain);
    chain->count = 0;
    move(chain, NULL, CHAIN_NEAR);
    explicit_bzero(chain, sizeof *chain);
}

const uint8_t *chain_peek(struct chain *chain, unsigned steps)
{
    if (steps == 0)
        return chain->key;
    if (!grow(chain, steps))
        return NULL;
    while (chain->count < steps)
        derive(chain);
    return place(chain, steps);
}

void chain_advance(struct chain *chain, unsigned steps)
{
    if (steps == 0)
        return;
    unsigned used = steps < chain->ready ? steps : chain->ready;
    memcpy(chain->key, place(chain, steps), CHAIN_KEY);
    chain->first = (uint16_t)((chain->first + steps) & (chain->capacity - 1U));
    chain->count = (uint16_t)(chain->count - steps);
    chain->first_ready = (uint8_t)((chain->first_ready + used) & (CHAIN_RING - 1U));
    chain->ready = (uint8_t)(chain->ready - used);
    chain->changes += steps;
    shrink(chain);
}

struct rc4 *chain_state(struct chain *chain, unsigned steps, struct rc4 *made)
{
    if (steps <= chain->ready)
        return ready(chain, steps);
    return make_state(chain, steps, made) ? made : NULL;
}

void chain_prepare(struct chain *chain, unsigned count)
{
    if (!chain->ring)
        chain->ring = malloc(CHAIN_RING * sizeof *chain->ring);
    if (!chain->ring)
        return;
    for (; count > 0 && chain->ready < CHAIN_RING; count--) {
        unsigned steps = chain->ready + 1U;
        if (!make_state(chain, steps, ready(chain, steps)))
            return;
        chain->ready++;
    }
}

void chain_rest(struct chain *chain)
{
    if (chain->ring)
        explicit_bzero(chain->ring, CHAIN_RING * sizeof *chain->ring);
    free(chain->ring);
    chain->ring = NULL;
    chain->first_ready = chain->ready = 0;
    shrink(chain);
}
