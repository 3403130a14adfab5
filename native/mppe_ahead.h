/* Streams of stateless datagrams that are expected, made side by side with those before them.
 *
 * What is made ahead is the key stream itself, a pad, and never a clear text: a pad fits whatever
 * arrives with its key, so a datagram that was hinted at can be lost, held, or another one. */

#ifndef VPDN_MPPE_AHEAD_H
#define VPDN_MPPE_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain.h"
#include "mppe.h"
#include "rc4.h"

enum {
    AHEAD_EXPECTED = 64, /* datagrams expected at most */
    AHEAD_LEAST = 256,   /* octets of a text that is worth a pad, */
    AHEAD_PAD = 1536,    /* and of the longest there can be one for */
};

/* The pad is of the key after `change` changes, at least one; 0 when there is none. */
struct mppe_ahead {
    uint64_t change;
    size_t size;
    unsigned next, expected;
    uint16_t counts[AHEAD_EXPECTED], sizes[AHEAD_EXPECTED];
    uint8_t pad[AHEAD_PAD];
};

/* Expect these datagrams, and no others any longer; allocates `*ahead` if it is NULL. */
void mppe_ahead_expect(struct mppe_ahead **ahead, const struct mppe_piece *pieces, size_t count);

/* Give it back; NULL is nothing. */
void mppe_ahead_free(struct mppe_ahead *ahead);

/* Encipher `text` with `stream`, and make the pad of the datagram that is expected after that of
 * coherency `count`, whose key is `steps` ahead. False, and nothing done, when none is expected
 * with the next count. */
bool mppe_ahead_pair(struct mppe_ahead *ahead, struct chain *chain, unsigned steps,
                     unsigned count, struct rc4 *stream, struct rc4_text text);

/* The first `size` octets of the stream of the key after `change` changes, or NULL. */
const uint8_t *mppe_ahead_pad(const struct mppe_ahead *ahead, uint64_t change, size_t size);

/* `out` is `in` combined with a pad; in place or apart. */
void mppe_ahead_combine(struct rc4_text text, const uint8_t *pad);

#endif
