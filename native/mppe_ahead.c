#include "mppe_ahead.h"

#include <stdlib.h>
#include <string.h>

enum { START = 16, WORDS = 4 };

struct mppe_ahead *mppe_ahead_new(void)
{
    return calloc(1, sizeof(struct mppe_ahead));
}

void mppe_ahead_free(struct mppe_ahead *ahead)
{
    if (ahead)
        explicit_bzero(ahead, sizeof *ahead);
    free(ahead);
}

void mppe_ahead_forget(struct mppe_ahead *ahead)
{
    if (ahead->change)
        explicit_bzero(ahead->pad, sizeof ahead->pad);
    ahead->change = ahead->size = 0;
    ahead->owner = NULL;
    ahead->next = ahead->expected = 0;
}

void mppe_ahead_expect(struct mppe_ahead *ahead, struct mppe_decryptor *decryptor,
                       const uint8_t *datagram, size_t size)
{
    if (decryptor->stateful || size <= MPPE_HEADER || ahead->expected == AHEAD_EXPECTED)
        return;
    size_t text = size - MPPE_HEADER;
    bool fits = text >= AHEAD_LEAST && text <= AHEAD_PAD;
    ahead->list[ahead->expected++] = (struct mppe_expected){
        .decryptor = decryptor,
        .count = (uint16_t)((datagram[0] & 0x0F) << 8 | datagram[1]),
        .size = fits ? (uint16_t)text : 0,
    };
}

/* What is expected next after the decryptor's datagram of `count`, or NULL. */
static const struct mppe_expected *follower(struct mppe_ahead *ahead,
                                            const struct mppe_decryptor *decryptor, unsigned count)
{
    for (unsigned n = ahead->next; n < ahead->expected; n++) {
        if (ahead->list[n].decryptor != decryptor || ahead->list[n].count != count)
            continue;
        ahead->next = n + 1;
        return n + 1 < ahead->expected ? &ahead->list[n + 1] : NULL;
    }
    return NULL;
}

/* How many keys ahead of its decryptor's present one the key of `next` is, or 0 when it is not
 * worth a pad or does not follow: on what is `steps` ahead in the same decryptor, in another one
 * on the last taken. */
static unsigned place(const struct mppe_expected *next, const struct mppe_decryptor *decryptor,
                      unsigned steps)
{
    if (!next || next->size == 0)
        return 0;
    unsigned ahead = ((unsigned)next->count - next->decryptor->coherency) % MPPE_COUNTS;
    unsigned before = next->decryptor == decryptor ? steps : 0;
    return ahead == before + 1 ? ahead : 0;
}

bool mppe_ahead_pair(struct mppe_ahead *ahead, const struct mppe_decryptor *decryptor,
                     unsigned steps, unsigned count, struct rc4 *stream, struct rc4_text text)
{
    const struct mppe_expected *next = follower(ahead, decryptor, count);
    unsigned further = place(next, decryptor, steps);
    /* Behind a long gap it is not worth the memory the keys would take. */
    if (further == 0 || further > CHAIN_NEAR)
        return false;
    struct chain *chain = &next->decryptor->chain;
    struct rc4 other, *ready = chain_state(chain, further, &other);
    if (!ready)
        return false;
    if (ready != &other)
        other = *ready;
    /* `stream` stands behind the octets it was tried with: stand where it stands. */
    rc4_stream(&other, ahead->pad, START);
    memset(ahead->pad + START, 0, next->size - START);
    struct rc4_text pad = {ahead->pad + START, ahead->pad + START, next->size - START};
    rc4_crypt2(stream, text, &other, pad);
    ahead->owner = next->decryptor;
    ahead->change = chain->changes + further;
    ahead->size = next->size;
    return true;
}

const uint8_t *mppe_ahead_pad(const struct mppe_ahead *ahead,
                              const struct mppe_decryptor *decryptor, uint64_t change, size_t size)
{
    bool fits = ahead->owner == decryptor && ahead->change == change && size <= ahead->size;
    return fits ? ahead->pad : NULL;
}

void mppe_ahead_combine(struct rc4_text text, const uint8_t *pad)
{
    size_t n = 0;
    for (; n + WORDS * sizeof(uint64_t) <= text.size; n += WORDS * sizeof(uint64_t)) {
        uint64_t octets[WORDS], stream[WORDS];
        memcpy(octets, text.in + n, sizeof octets);
        memcpy(stream, pad + n, sizeof stream);
        for (unsigned w = 0; w < WORDS; w++)
            octets[w] ^= stream[w];
        memcpy(text.out + n, octets, sizeof octets);
    }
    for (; n < text.size; n++)
        text.out[n] = text.in[n] ^ pad[n];
}
