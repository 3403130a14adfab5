#include "sha1.h"

#include <string.h>

#include "cpu.h"

enum { PAD = 40, WHOLE = 2 * SHA1_BLOCK, LONG_KEY = 16, SHORT_KEY = 8 };

static uint32_t load(const uint8_t *octets)
{
    return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 |
           octets[3];
}

static void store(uint8_t *octets, uint32_t word)
{
    for (unsigned n = 0; n < 4; n++)
        octets[n] = (uint8_t)(word >> (24 - 8 * n));
}

static uint32_t rotate(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

/* The function and the constant of round `t`. */
static uint32_t mixed(unsigned t, uint32_t b, uint32_t c, uint32_t d)
{
    if (t < 20)
        return ((b & c) | (~b & d)) + 0x5A827999;
    if (t < 40)
        return (b ^ c ^ d) + 0x6ED9EBA1;
    if (t < 60)
        return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
    return (b ^ c ^ d) + 0xCA62C1D6;
}

/* Word `t` of the schedule, of which the last 16 are kept. */
static uint32_t scheduled(uint32_t w[16], unsigned t)
{
    if (t >= 16)
        w[t % 16] = rotate(w[(t - 3) % 16] ^ w[(t - 8) % 16] ^ w[(t - 14) % 16] ^ w[t % 16], 1);
    return w[t % 16];
}

static void take(uint32_t state[5], const uint8_t *block)
{
    uint32_t w[16], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (unsigned t = 0; t < 16; t++)
        w[t] = load(block + 4 * t);
#pragma GCC unroll 80
    for (unsigned t = 0; t < 80; t++) {
        uint32_t next = rotate(a, 5) + mixed(t, b, c, d) + e + scheduled(w, t);
        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void sha1_blocks_portable(uint32_t state[5], const uint8_t *blocks, size_t count)
{
    for (size_t n = 0; n < count; n++)
        take(state, blocks + n * SHA1_BLOCK);
}

/* 0xF2 where no key stands, the end mark and the length in bits: everything but the keys and the
 * zeros behind the first is the same for every key of a size. */
#define F2x8 0xF2, 0xF2, 0xF2, 0xF2, 0xF2, 0xF2, 0xF2, 0xF2
static const uint8_t LONG[WHOLE] = {
    [SHA1_BLOCK + 8] = F2x8, F2x8, F2x8, F2x8, F2x8, 0x80, [WHOLE - 2] = 896 >> 8, 896 & 0xFF,
};
static const uint8_t SHORT[WHOLE] = {
    [SHA1_BLOCK - 8] = F2x8, F2x8, F2x8, F2x8, F2x8, 0x80, [WHOLE - 2] = 768 >> 8, 768 & 0xFF,
};

void sha1_session_portable(const uint8_t *start, const uint8_t *session, size_t size,
                           uint8_t digest[SHA1_DIGEST])
{
    uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t blocks[WHOLE];
    if (size == LONG_KEY) {
        memcpy(blocks, LONG, WHOLE);
        memcpy(blocks, start, LONG_KEY);
        memcpy(blocks + LONG_KEY + PAD, session, LONG_KEY);
    } else {
        memcpy(blocks, SHORT, WHOLE);
        memcpy(blocks, start, SHORT_KEY);
        memcpy(blocks + SHORT_KEY + PAD, session, SHORT_KEY);
    }
    sha1_blocks_portable(state, blocks, 2);
    for (unsigned n = 0; n < 5; n++)
        store(digest + 4 * n, state[n]);
}

void sha1_session(const uint8_t *start, const uint8_t *session, size_t size,
                  uint8_t digest[SHA1_DIGEST])
{
    if (cpu_has_sha())
        sha1_session_x86(start, session, size, digest);
    else
        sha1_session_portable(start, session, size, digest);
}
