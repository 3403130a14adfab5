#include "rc4.h"

#include <string.h>

#include "cpu.h"
#include "rc4_begin.h"

enum { PIECE = 256 };

/* One step of a key schedule: `t` is what stood at the place it is about. */
#define STEP(s, j, k, at, n)                                                                      \
    do {                                                                                          \
        uint8_t t = (s)[(at) + (n)];                                                              \
        (j) = (uint8_t)((j) + t + (k)[n]);                                                        \
        (s)[(at) + (n)] = (s)[j];                                                                 \
        (s)[j] = t;                                                                               \
    } while (0)

void rc4_begin(struct rc4 *rc4, const uint8_t *key, size_t size, uint8_t whole[RC4_KEY])
{
    memcpy(whole, key, size);
    if (size < RC4_KEY)
        memcpy(whole + RC4_KEY / 2, key, RC4_KEY / 2);
    for (unsigned n = 0; n < 256; n++)
        rc4->state[n] = (uint8_t)n;
    rc4->i = rc4->j = 0;
}

void rc4_schedule_portable(struct rc4 *rc4, const uint8_t *key, size_t size)
{
    uint8_t k[RC4_KEY], *s = rc4->state, j = 0;
    rc4_begin(rc4, key, size, k);
    for (unsigned at = 0; at < 256; at += RC4_KEY) {
#pragma GCC unroll 16
        for (unsigned n = 0; n < RC4_KEY; n++)
            STEP(s, j, k, at, n);
    }
}

void rc4_schedule2_portable(struct rc4 *one, const uint8_t *key, struct rc4 *other,
                            const uint8_t *other_key, size_t size)
{
    uint8_t k[RC4_KEY], l[RC4_KEY], *s = one->state, *z = other->state, j = 0, y = 0;
    rc4_begin(one, key, size, k);
    rc4_begin(other, other_key, size, l);
    for (unsigned at = 0; at < 256; at += RC4_KEY) {
#pragma GCC unroll 16
        for (unsigned n = 0; n < RC4_KEY; n++) {
            STEP(s, j, k, at, n);
            STEP(z, y, l, at, n);
        }
    }
}

/* The octets are in whole registers, which compilers make quicker code of. */
void rc4_crypt_portable(struct rc4 *rc4, const uint8_t *in, uint8_t *out, size_t size)
{
    uint8_t *s = rc4->state;
    uint32_t i = rc4->i, j = rc4->j;
#pragma GCC unroll 4
    for (size_t n = 0; n < size; n++) {
        i = (uint8_t)(i + 1);
        uint32_t x = s[i];
        j = (uint8_t)(j + x);
        uint32_t y = s[j];
        s[i] = (uint8_t)y;
        s[j] = (uint8_t)x;
        out[n] = in[n] ^ s[(uint8_t)(x + y)];
    }
    rc4->i = (uint8_t)i;
    rc4->j = (uint8_t)j;
}

void rc4_crypt2_portable(struct rc4 *one, struct rc4_text text, struct rc4 *other,
                         struct rc4_text other_text)
{
    rc4_crypt_portable(one, text.in, text.out, text.size);
    rc4_crypt_portable(other, other_text.in, other_text.out, other_text.size);
}

#if !CPU_X86_64

void rc4_schedule(struct rc4 *rc4, const uint8_t *key, size_t size)
{
    rc4_schedule_portable(rc4, key, size);
}

void rc4_schedule2(struct rc4 *one, const uint8_t *key, struct rc4 *other,
                   const uint8_t *other_key, size_t size)
{
    rc4_schedule2_portable(one, key, other, other_key, size);
}

void rc4_crypt(struct rc4 *rc4, const uint8_t *in, uint8_t *out, size_t size)
{
    rc4_crypt_portable(rc4, in, out, size);
}

void rc4_crypt2(struct rc4 *one, struct rc4_text text, struct rc4 *other,
                struct rc4_text other_text)
{
    rc4_crypt2_portable(one, text, other, other_text);
}

#endif

void rc4_stream(struct rc4 *rc4, uint8_t *out, size_t size)
{
    memset(out, 0, size);
    rc4_crypt(rc4, out, out, size);
}

void rc4_skip(struct rc4 *rc4, size_t size)
{
    uint8_t passed[PIECE];
    memset(passed, 0, sizeof passed);
    for (; size > PIECE; size -= PIECE)
        rc4_crypt(rc4, passed, passed, PIECE);
    rc4_crypt(rc4, passed, passed, size);
}

void rc4_back(struct rc4 *rc4, size_t size)
{
    uint8_t *s = rc4->state;
    for (; size > 0; size--) {
        uint8_t x = s[rc4->j];
        s[rc4->j] = s[rc4->i];
        s[rc4->i--] = x;
        rc4->j = (uint8_t)(rc4->j - x);
    }
}
