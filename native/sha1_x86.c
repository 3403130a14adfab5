#include "sha1.h"

#include "cpu.h"

#if CPU_X86_64

#include <immintrin.h>

/* Four rounds of 20 quarters: the words `w` of these, and of those 12, 8 and 4 rounds ago. */
#define ROUNDS(function)                                                                          \
    do {                                                                                          \
        __m128i former = abcd;                                                                    \
        abcd = _mm_sha1rnds4_epu32(abcd, e, function);                                            \
        e = former;                                                                               \
    } while (0)

/* The four words after those in w[0] to w[3], which move up by one. */
#define NEXT_WORDS()                                                                              \
    do {                                                                                          \
        __m128i next = _mm_sha1msg1_epu32(w[0], w[1]);                                            \
        next = _mm_sha1msg2_epu32(_mm_xor_si128(next, w[2]), w[3]);                               \
        w[0] = w[1];                                                                              \
        w[1] = w[2];                                                                              \
        w[2] = w[3];                                                                              \
        w[3] = next;                                                                              \
    } while (0)

__attribute__((target("sha,ssse3,sse4.1")))
void sha1_blocks_x86(uint32_t state[5], const uint8_t *blocks, size_t count)
{
    const __m128i swap = _mm_set_epi64x(0x0001020304050607, 0x08090A0B0C0D0E0F);
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0x1B);
    __m128i e0 = _mm_set_epi32((int)state[4], 0, 0, 0);
    for (; count > 0; count--, blocks += SHA1_BLOCK) {
        __m128i w[4], e, abcd_before = abcd;
        for (unsigned n = 0; n < 4; n++) {
            __m128i octets = _mm_loadu_si128((const __m128i *)(blocks + 16 * n));
            w[n] = _mm_shuffle_epi8(octets, swap);
        }
        e = _mm_add_epi32(e0, w[0]);
        ROUNDS(0);
#pragma GCC unroll 3
        for (unsigned n = 1; n < 4; n++) {
            e = _mm_sha1nexte_epu32(e, w[n]);
            ROUNDS(0);
        }
        NEXT_WORDS();
        e = _mm_sha1nexte_epu32(e, w[3]);
        ROUNDS(0);
#pragma GCC unroll 5
        for (unsigned n = 0; n < 5; n++) {
            NEXT_WORDS();
            e = _mm_sha1nexte_epu32(e, w[3]);
            ROUNDS(1);
        }
#pragma GCC unroll 5
        for (unsigned n = 0; n < 5; n++) {
            NEXT_WORDS();
            e = _mm_sha1nexte_epu32(e, w[3]);
            ROUNDS(2);
        }
#pragma GCC unroll 5
        for (unsigned n = 0; n < 5; n++) {
            NEXT_WORDS();
            e = _mm_sha1nexte_epu32(e, w[3]);
            ROUNDS(3);
        }
        e0 = _mm_sha1nexte_epu32(e, e0);
        abcd = _mm_add_epi32(abcd, abcd_before);
    }
    _mm_storeu_si128((__m128i *)state, _mm_shuffle_epi32(abcd, 0x1B));
    state[4] = (uint32_t)_mm_extract_epi32(e0, 3);
}

#else

void sha1_blocks_x86(uint32_t state[5], const uint8_t *blocks, size_t count)
{
    sha1_blocks_portable(state, blocks, count);
}

#endif
