#include "mppe_ahead.h"

#include <stdlib.h>
#include <string.h>

enum { START = 16, WORDS = 4 };

void mppe_ahead_expect(struct mppe_ahead **ahead, const struct mppe_piece *pieces, size_t count)
{
    if (!*ahead)
        *ahead = calloc(1, sizeof **ahead);
    if (!*ahead)
        return;
    (*ahead)->next = (*ahead)->expected = 0;
    for (size_t n = 0; n < count && n < AHEAD_EXPECTED; n++) {
        const uint8_t *header = pieces[n].in;
        size_t text = pieces[n].size < MPPE_HEADER ? 0 : pieces[n].size - MPPE_HEADER;
        bool fits = text >= AHEAD_LEAST && text <= AHEAD_PAD;
        (*ahead)->counts[n] = MPPE_COUNTS;
        if (text > 0)
            (*ahead)->counts[n] = (uint16_t)((header[0] & 0x0F) << 8 | header[1]);
        (*ahead)->sizes[n] = fits ? (uint16_t)text : 0;
        (*ahead)->expected++;
    }
}

void mppe_ahead_free(struct mppe_ahead *ahead)
{
    if (ahead)
        explicit_bzero(ahead, sizeof *ahead);
    free(ahead);
}

/* The size of the text expected next after the datagram of `count`, if it has the next count. */
static size_t follower(struct mppe_ahead *ahead, unsigned count)
{
    for (unsigned n = ahead->next; n < ahead->expected; n++) {
        if (ahead->counts[n] != count)
            continue;
        ahead->next = n + 1;
        bool follows = n + 1 < ahead->expected && ahead->counts[n + 1] == (count + 1) % MPPE_COUNTS;
        return follows ? ahead->sizes[n + 1] : 0;
    }
    return 0;
}

bool mppe_ahead_pair(struct mppe_ahead *ahead, struct chain *chain, unsigned steps,
                     unsigned count, struct rc4 *stream, struct rc4_text text)
{
    size_t size = follower(ahead, count);
    /* Behind a long gap it is not worth the memory the keys would take. */
    if (size == 0 || steps >= CHAIN_NEAR)
        return false;
    struct rc4 next, *ready = chain_state(chain, steps + 1, &next);
    if (!ready)
        return false;
    if (ready != &next)
        next = *ready;
    /* `stream` stands behind the octets it was tried with: stand where it stands. */
    rc4_stream(&next, ahead->pad, START);
    memset(ahead->pad + START, 0, size - START);
    struct rc4_text pad = {ahead->pad + START, ahead->pad + START, size - START};
    rc4_crypt2(stream, text, &next, pad);
    ahead->change = chain->changes + steps + 1;
    ahead->size = size;
    return true;
}

const uint8_t *mppe_ahead_pad(const struct mppe_ahead *ahead, uint64_t change, size_t size)
{
    return ahead->change == change && size <= ahead->size ? ahead->pad : NULL;
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
