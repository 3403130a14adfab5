/* Streams of stateless datagrams that are expected, made side by side with those before them,
 * whoever they are of.
 *
 * What is made ahead is the key stream itself, a pad, and never a clear text: a pad fits whatever
 * arrives with its key, so a datagram that was hinted at can be lost, held, or another one. */

#ifndef VPDN_MPPE_AHEAD_H
#define VPDN_MPPE_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mppe.h"
#include "rc4.h"

enum {
    AHEAD_EXPECTED = 64, /* datagrams expected at most */
    AHEAD_LEAST = 256,   /* octets of a text that is worth a pad, */
    AHEAD_PAD = 1536,    /* and of the longest there can be one for */
};

/* `size` 0: not worth a pad. */
struct mppe_expected {
    struct mppe_decryptor *decryptor;
    uint16_t count, size;
};

/* The pad is of the key of `owner` after `change` changes, at least one; 0 when there is none. */
struct mppe_ahead {
    uint64_t change;
    size_t size;
    const struct mppe_decryptor *owner;
    unsigned next, expected;
    struct mppe_expected list[AHEAD_EXPECTED];
    uint8_t pad[AHEAD_PAD];
};

/* NULL without memory. */
struct mppe_ahead *mppe_ahead_new(void);

/* Give it back; NULL is nothing. */
void mppe_ahead_free(struct mppe_ahead *ahead);

/* Expect nothing, and have no pad. It is due before a decryptor that was expected has other keys,
 * whose changes are counted anew, or goes. */
void mppe_ahead_forget(struct mppe_ahead *ahead);

/* A hint: this datagram is presented to this decryptor next after those expected so far. No octet
 * of it is touched and nothing is taken for granted: whatever was hinted, every answer stays what
 * it is, so what is hinted may be held, lost or overwritten. Nothing happens when the decryptor is
 * stateful, or AHEAD_EXPECTED are expected. */
void mppe_ahead_expect(struct mppe_ahead *ahead, struct mppe_decryptor *decryptor,
                       const uint8_t *datagram, size_t size);

/* Encipher `text` with `stream`, that of the decryptor's datagram of coherency `count`, whose key
 * is `steps` ahead, and make the pad of the datagram that is expected after it. False, and nothing
 * done, when that has not the next count of its own decryptor. */
bool mppe_ahead_pair(struct mppe_ahead *ahead, const struct mppe_decryptor *decryptor,
                     unsigned steps, unsigned count, struct rc4 *stream, struct rc4_text text);

/* The first `size` octets of the stream of the decryptor's key after `change` changes, or NULL. */
const uint8_t *mppe_ahead_pad(const struct mppe_ahead *ahead,
                              const struct mppe_decryptor *decryptor, uint64_t change,
                              size_t size);

/* `out` is `in` combined with a pad; in place or apart. */
void mppe_ahead_combine(struct rc4_text text, const uint8_t *pad);

#endif
