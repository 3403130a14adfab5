/* MPPE, one struct a direction: RFC 3078 sections 3 and 5 to 8; the twin of crypto/mppe.py.
 *
 * An MPPE datagram here is what follows the PPP protocol 0x00FD: two octets of header (bits A and
 * D, the 12-bit coherency count), then RC4 over a PPP protocol and its data.
 *
 * What may overlap: a text and what it becomes are two places, or the same place. In place, an
 * encryptor writes its header before the text (`out` == `in` - 2), and a decryptor's clear text
 * begins behind the header (`out` == `in` + 2). A datagram that is refused is left as it was, so
 * its owner may hold it and present it again. */

#ifndef VPDN_MPPE_H
#define VPDN_MPPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain.h"
#include "rc4.h"

enum { MPPE_HEADER = 2, MPPE_COUNTS = 4096 };

struct mppe_piece {
    const uint8_t *in;
    size_t size;
    uint8_t *out;
};

/* `coherency` is the count the next datagram carries. */
struct mppe_encryptor {
    bool stateful, flush;
    uint16_t coherency;
    struct rc4 stream;
    struct chain chain;
};

/* Keys are 16 octets for 128 bits and 8 for 40 and 56: a SessionKey of crypto/mppe_keys.py. */
void mppe_encryptor_init(struct mppe_encryptor *encryptor, const uint8_t *start_key, int bits,
                         bool stateful);
void mppe_encryptor_free(struct mppe_encryptor *encryptor);

/* How often the key changed. */
uint64_t mppe_encryptor_changes(const struct mppe_encryptor *encryptor);

/* Write the datagram for `data`, which begins with its PPP protocol: 2 + `size` octets. */
void mppe_encrypt(struct mppe_encryptor *encryptor, const uint8_t *data, size_t size,
                  uint8_t *datagram);

/* The same for several, in order and quicker: `out` of each takes 2 + `size` octets. */
void mppe_encrypt_batch(struct mppe_encryptor *encryptor, const struct mppe_piece *pieces,
                        size_t count);

/* A text and who is to encipher it. */
struct mppe_work {
    struct mppe_encryptor *encryptor;
    struct mppe_piece piece;
};

/* The same for several encryptors: in order for each of them, and two streams side by side
 * whoever they are of. */
void mppe_encrypt_works(const struct mppe_work *works, size_t count);

/* The peer sent a CCP Reset-Request: flush the tables with the next datagram. */
void mppe_encryptor_reset(struct mppe_encryptor *encryptor);

/* Idle time: have up to `schedules` more key schedules ready, CHAIN_RING in all. They are kept
 * in memory that mppe_encryptor_rest gives back. Nothing happens when it is stateful. */
void mppe_encryptor_run_ahead(struct mppe_encryptor *encryptor, unsigned schedules);
void mppe_encryptor_rest(struct mppe_encryptor *encryptor);

/* What became of a datagram. GARBAGE is not of this key's stream: forged, late, or the keys
 * differ. LOST: stateful, and a datagram before it is missing: a CCP Reset-Request is due. */
enum mppe_verdict { MPPE_CLEAR, MPPE_GARBAGE, MPPE_LOST };

/* `coherency` is the count of the last datagram taken, `missed` how many never came. */
struct mppe_decryptor {
    bool stateful;
    uint16_t coherency;
    unsigned in_vain; /* searches since the last datagram taken */
    uint64_t missed;
    struct rc4 stream;
    struct chain chain;
};

/* Whose streams were made sooner, side by side with others: see mppe_ahead.h. */
struct mppe_ahead;

/* The same as for an encryptor. */
void mppe_decryptor_init(struct mppe_decryptor *decryptor, const uint8_t *start_key, int bits,
                         bool stateful);
void mppe_decryptor_free(struct mppe_decryptor *decryptor);
uint64_t mppe_decryptor_changes(const struct mppe_decryptor *decryptor);
void mppe_decryptor_run_ahead(struct mppe_decryptor *decryptor, unsigned schedules);
void mppe_decryptor_rest(struct mppe_decryptor *decryptor);

/* Judge the next datagram; its clear text, of `size` - 2 octets from its PPP protocol on, goes to
 * `clear`, which is written only when the answer is CLEAR. `limit` is how many datagrams at most
 * the peer can have sent since the last one taken, this one included, and `lost` how many of them
 * at most never came; `flushes` how often it was asked to flush since, which may have made it pass
 * over counts. However often forged counts ask
 * for them, a key is computed once: stateless for at most `limit` steps and the one after them,
 * which comes along with a schedule; stateful for 24 steps. Without memory to keep them a
 * datagram is GARBAGE. `ahead`, or NULL, only makes it quicker. */
enum mppe_verdict mppe_decrypt(struct mppe_decryptor *decryptor, const uint8_t *datagram,
                               size_t size, unsigned limit, unsigned flushes, unsigned lost,
                               struct mppe_ahead *ahead, uint8_t *clear);

/* Whether this is the start of a PPP frame an MPPE peer sends: an IP packet or a control packet
 * whose length fits in `size` octets. Reads the first 8 at most. */
bool mppe_plausible(const uint8_t *clear, size_t size);

#endif
