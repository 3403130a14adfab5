/* RC4 with keys of 8 and 16 octets, one stream at a time or two side by side.
 *
 * The state is one of octets: it is four cache lines long, and two of them at once keep a
 * processor busy that one, where each step waits for the one before, leaves half idle.
 * Text may be enciphered in place (`out` == `in`); otherwise the two must not overlap. */

#ifndef VPDN_RC4_H
#define VPDN_RC4_H

#include <stddef.h>
#include <stdint.h>

struct rc4 {
    uint8_t state[256];
    uint8_t i, j;
};

/* One stream's share of rc4_crypt2. */
struct rc4_text {
    const uint8_t *in;
    uint8_t *out;
    size_t size;
};

/* Begin the stream of `key`, of `size` octets: 8 or 16. */
void rc4_schedule(struct rc4 *rc4, const uint8_t *key, size_t size);

/* Begin two streams, of keys of the same size. */
void rc4_schedule2(struct rc4 *one, const uint8_t *key, struct rc4 *other,
                   const uint8_t *other_key, size_t size);

/* Encipher or decipher `size` octets, and stand behind them. */
void rc4_crypt(struct rc4 *rc4, const uint8_t *in, uint8_t *out, size_t size);

/* The same with two streams, each over its own text. */
void rc4_crypt2(struct rc4 *one, struct rc4_text text, struct rc4 *other,
                struct rc4_text other_text);

/* The next `size` octets of the stream itself. */
void rc4_stream(struct rc4 *rc4, uint8_t *out, size_t size);

/* Pass over `size` octets of the stream. */
void rc4_skip(struct rc4 *rc4, size_t size);

/* Stand again before the last `size` octets of the stream. */
void rc4_back(struct rc4 *rc4, size_t size);

/* What these are where there is nothing faster. */
void rc4_schedule_portable(struct rc4 *rc4, const uint8_t *key, size_t size);
void rc4_schedule2_portable(struct rc4 *one, const uint8_t *key, struct rc4 *other,
                            const uint8_t *other_key, size_t size);
void rc4_crypt_portable(struct rc4 *rc4, const uint8_t *in, uint8_t *out, size_t size);
void rc4_crypt2_portable(struct rc4 *one, struct rc4_text text, struct rc4 *other,
                         struct rc4_text other_text);

#endif
