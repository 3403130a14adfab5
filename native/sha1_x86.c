#include "sha1.h"

#include "cpu.h"

#if CPU_X86_64

#include <immintrin.h>
#include <string.h>

#define WITH_SHA __attribute__((target("sha,ssse3,sse4.1")))

/* Four rounds; `function` is which of the four functions and constants they use. */
#define ROUNDS(function)                                                                          \
    do {                                                                                          \
        __m128i former = abcd;                                                                    \
        abcd = _mm_sha1rnds4_epu32(abcd, e, function);                                            \
        e = former;                                                                               \
    } while (0)

/* The four words after those in w[0] to w[3], which move up by one, and their rounds. */
#define NEXT_ROUNDS(function)                                                                     \
    do {                                                                                          \
        __m128i next = _mm_sha1msg1_epu32(w[0], w[1]);                                            \
        next = _mm_sha1msg2_epu32(_mm_xor_si128(next, w[2]), w[3]);                               \
        w[0] = w[1];                                                                              \
        w[1] = w[2];                                                                              \
        w[2] = w[3];                                                                              \
        w[3] = next;                                                                              \
        e = _mm_sha1nexte_epu32(e, w[3]);                                                         \
        ROUNDS(function);                                                                         \
    } while (0)

/* The five words of a digest, as the instructions want them: the first on top. */
struct words {
    __m128i abcd, e;
};

/* Take a block of 16 words, four in each of `w`, the first on top. */
WITH_SHA static inline __attribute__((always_inline)) void take(struct words *words, __m128i w[4])
{
    __m128i abcd = words->abcd, e = _mm_add_epi32(words->e, w[0]);
    ROUNDS(0);
#pragma GCC unroll 3
    for (unsigned n = 1; n < 4; n++) {
        e = _mm_sha1nexte_epu32(e, w[n]);
        ROUNDS(0);
    }
    NEXT_ROUNDS(0);
#pragma GCC unroll 5
    for (unsigned n = 0; n < 5; n++)
        NEXT_ROUNDS(1);
#pragma GCC unroll 5
    for (unsigned n = 0; n < 5; n++)
        NEXT_ROUNDS(2);
#pragma GCC unroll 5
    for (unsigned n = 0; n < 5; n++)
        NEXT_ROUNDS(3);
    words->e = _mm_sha1nexte_epu32(e, words->e);
    words->abcd = _mm_add_epi32(words->abcd, abcd);
}

/* 16 octets as four words, or as octets again. */
WITH_SHA static inline __m128i turned(__m128i octets)
{
    return _mm_shuffle_epi8(octets, _mm_set_epi64x(0x0001020304050607, 0x08090A0B0C0D0E0F));
}

WITH_SHA static inline __m128i load(const uint8_t *octets)
{
    return turned(_mm_loadu_si128((const __m128i *)octets));
}

/* 8 octets as the upper two words. */
WITH_SHA static inline __m128i load_half(const uint8_t *octets)
{
    return turned(_mm_loadl_epi64((const __m128i *)octets));
}

WITH_SHA void sha1_blocks_x86(uint32_t state[5], const uint8_t *blocks, size_t count)
{
    struct words words = {
        _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0x1B),
        _mm_set_epi32((int)state[4], 0, 0, 0),
    };
    for (; count > 0; count--, blocks += SHA1_BLOCK) {
        __m128i w[4] = {load(blocks), load(blocks + 16), load(blocks + 32), load(blocks + 48)};
        take(&words, w);
    }
    _mm_storeu_si128((__m128i *)state, _mm_shuffle_epi32(words.abcd, 0x1B));
    state[4] = (uint32_t)_mm_extract_epi32(words.e, 3);
}

/* The blocks need not be in memory: but for the keys they are constants. */
WITH_SHA void sha1_session_x86(const uint8_t *start, const uint8_t *session, size_t size,
                               uint8_t digest[SHA1_DIGEST])
{
    const __m128i zero = _mm_setzero_si128(), pad = _mm_set1_epi8((char)0xF2);
    const __m128i half_pad = _mm_srli_si128(pad, 8), mark = _mm_set_epi32(INT32_MIN, 0, 0, 0);
    const __m128i length = _mm_set_epi32(0, 0, 0, (int)(8 * (2 * size + 80)));
    struct words words = {
        _mm_set_epi32(0x67452301, (int)0xEFCDAB89, (int)0x98BADCFE, 0x10325476),
        _mm_set_epi32((int)0xC3D2E1F0, 0, 0, 0),
    };
    if (size == 16) {
        __m128i w[4] = {load(start), zero, zero, _mm_srli_si128(load_half(session), 8)};
        __m128i v[4] = {_mm_or_si128(load_half(session + 8), half_pad), pad, pad,
                        _mm_or_si128(mark, length)};
        take(&words, w);
        take(&words, v);
    } else {
        __m128i w[4] = {load_half(start), zero, zero, _mm_or_si128(load_half(session), half_pad)};
        __m128i v[4] = {pad, pad, mark, length};
        take(&words, w);
        take(&words, v);
    }
    _mm_storeu_si128((__m128i *)digest, turned(words.abcd));
    uint32_t last = __builtin_bswap32((uint32_t)_mm_extract_epi32(words.e, 3));
    memcpy(digest + 16, &last, sizeof last);
}

#else

void sha1_blocks_x86(uint32_t state[5], const uint8_t *blocks, size_t count)
{
    sha1_blocks_portable(state, blocks, count);
}

void sha1_session_x86(const uint8_t *start, const uint8_t *session, size_t size,
                      uint8_t digest[SHA1_DIGEST])
{
    sha1_session_portable(start, session, size, digest);
}

#endif
