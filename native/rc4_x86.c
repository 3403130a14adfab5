#include "rc4.h"

#include "cpu.h"
#include "rc4_begin.h"

#if CPU_X86_64

enum { GROUP = 16 };

/* For what comes 16 times in a loop. */
#define ALL(step)                                                                                 \
    step(0) step(1) step(2) step(3) step(4) step(5) step(6) step(7)                               \
    step(8) step(9) step(10) step(11) step(12) step(13) step(14) step(15)

#define BEGIN_LOOP ".p2align 5\n1:\n\t"

/* In all of this an address is the sum of two registers and no more, which is why the index is
 * counted up each time and the states are in RDI and RSI: one with a displacement, be it 0 as R13
 * needs it, takes a cycle longer. */

/* Step `n` of a key schedule: find `t` at the index and `y` at the new `j`, then put each in the
 * other's place. The key is added to `t` first, so that a `j` waits for one sum only. */
#define FIND(s, j, k, t, y, n)                                                                    \
    "movzbl (%[" s "],%[at]), %k[" t "]\n\t"                                                      \
    "movzbl " #n "(%[" k "]), %k[" y "]\n\t"                                                      \
    "addl %k[" t "], %k[" y "]\n\t"                                                               \
    "addb %b[" y "], %b[" j "]\n\t"                                                               \
    "movzbl (%[" s "],%[" j "]), %k[" y "]\n\t"
#define PUT(s, at, value) "movb %b[" value "], (%[" s "],%[" at "])\n\t"

#define MIX_ONE(n) FIND("s", "j", "k", "t", "y", n) PUT("s", "j", "t") PUT("s", "at", "y") NEXT
#define MIX_TWO(n)                                                                                \
    FIND("s", "j", "k", "t", "y", n) FIND("r", "z", "l", "u", "v", n)                             \
    PUT("s", "j", "t") PUT("r", "z", "u") PUT("s", "at", "y") PUT("r", "at", "v") NEXT
#define NEXT "incl %k[at]\n\t"
#define END_MIX "cmpl $256, %k[at]\n\tjne 1b\n\t"

void rc4_schedule(struct rc4 *rc4, const uint8_t *key, size_t size)
{
    uint64_t at = 0, j = 0, t, y;
    uint8_t k[RC4_KEY];
    rc4_begin(rc4, key, size, k);
    __asm__ volatile(
        BEGIN_LOOP ALL(MIX_ONE) END_MIX
        : [at] "+&r"(at), [j] "+&r"(j), [t] "=&r"(t), [y] "=&r"(y)
        : [s] "D"(rc4->state), [k] "r"(k)
        : "memory", "cc");
}

void rc4_schedule2(struct rc4 *one, const uint8_t *key, struct rc4 *other,
                   const uint8_t *other_key, size_t size)
{
    uint64_t at = 0, j = 0, z = 0, t, u, y, v;
    uint8_t k[RC4_KEY], l[RC4_KEY];
    rc4_begin(one, key, size, k);
    rc4_begin(other, other_key, size, l);
    __asm__ volatile(
        BEGIN_LOOP ALL(MIX_TWO) END_MIX
        : [at] "+&r"(at), [j] "+&r"(j), [z] "+&r"(z), [t] "=&r"(t), [u] "=&r"(u),
          [y] "=&r"(y), [v] "=&r"(v)
        : [s] "D"(one->state), [r] "S"(other->state), [k] "r"(k), [l] "r"(l)
        : "memory", "cc");
}

/* One octet of a stream whose state is at `s`: what stands at the next index is swapped with what
 * stands at `j`, and the octet that the two add up to goes to place `n` of the register `to`.
 * `x` and `y` are free again behind it, so two streams share them. */
#define OCTET(s, j, to, n)                                                                        \
    "movzbl (%[" s "],%[at]), %k[x]\n\t"                                                          \
    "addb %b[x], %b[" j "]\n\t"                                                                   \
    "movzbl (%[" s "],%[" j "]), %k[y]\n\t"                                                       \
    "movb %b[y], (%[" s "],%[at])\n\t"                                                            \
    "movb %b[x], (%[" s "],%[" j "])\n\t"                                                         \
    "addb %b[y], %b[x]\n\t"                                                                       \
    "pinsrb $" #n ", (%[" s "],%[x]), %%" to "\n\t"

#define CRYPT_ONE(n) "incb %b[at]\n\t" OCTET("s", "j", "xmm0", n)
#define CRYPT_TWO(n) CRYPT_ONE(n) OCTET("r", "z", "xmm1", n)
/* The 16 octets at `n` before the ends `in` and `out`, with the stream's in `with`. */
#define COMBINE(in, out, with)                                                                    \
    "movdqu (%[" in "],%[n]), %%xmm2\n\t"                                                         \
    "pxor %%xmm2, %%" with "\n\t"                                                                 \
    "movdqu %%" with ", (%[" out "],%[n])\n\t"

#define END_CRYPT "addq $16, %[n]\n\tjnz 1b\n\t"

/* `size` octets, a multiple of 16 and not 0. */
static void crypt_groups(struct rc4 *rc4, const uint8_t *in, uint8_t *out, size_t size)
{
    uint64_t at = rc4->i, j = rc4->j, x, y, n = -(uint64_t)size;
    __asm__ volatile(
        BEGIN_LOOP ALL(CRYPT_ONE) COMBINE("in", "out", "xmm0") END_CRYPT
        : [at] "+&r"(at), [j] "+&r"(j), [x] "=&r"(x), [y] "=&r"(y), [n] "+&r"(n)
        : [s] "D"(rc4->state), [in] "r"(in + size), [out] "r"(out + size)
        : "memory", "cc", "xmm0", "xmm2");
    rc4->i = (uint8_t)at;
    rc4->j = (uint8_t)j;
}

/* The same for two streams that stand at the same index. */
static void crypt_groups2(struct rc4 *one, struct rc4_text text, struct rc4 *other,
                          struct rc4_text other_text, size_t size)
{
    uint64_t at = one->i, j = one->j, z = other->j, x, y, n = -(uint64_t)size;
    __asm__ volatile(
        BEGIN_LOOP ALL(CRYPT_TWO)
        COMBINE("in", "out", "xmm0") COMBINE("in2", "out2", "xmm1") END_CRYPT
        : [at] "+&r"(at), [j] "+&r"(j), [z] "+&r"(z), [x] "=&r"(x), [y] "=&r"(y), [n] "+&r"(n)
        : [s] "D"(one->state), [r] "S"(other->state), [in] "r"(text.in + size),
          [out] "r"(text.out + size), [in2] "r"(other_text.in + size),
          [out2] "r"(other_text.out + size)
        : "memory", "cc", "xmm0", "xmm1", "xmm2");
    one->i = other->i = (uint8_t)at;
    one->j = (uint8_t)j;
    other->j = (uint8_t)z;
}

static struct rc4_text after(struct rc4_text text, size_t size)
{
    return (struct rc4_text){text.in + size, text.out + size, text.size - size};
}

void rc4_crypt(struct rc4 *rc4, const uint8_t *in, uint8_t *out, size_t size)
{
    size_t whole = cpu_has_sse41() ? size - size % GROUP : 0;
    if (whole > 0)
        crypt_groups(rc4, in, out, whole);
    rc4_crypt_portable(rc4, in + whole, out + whole, size - whole);
}

void rc4_crypt2(struct rc4 *one, struct rc4_text text, struct rc4 *other,
                struct rc4_text other_text)
{
    size_t both = text.size < other_text.size ? text.size : other_text.size;
    size_t whole = both - both % GROUP;
    if (whole > 0 && one->i == other->i && cpu_has_sse41()) {
        crypt_groups2(one, text, other, other_text, whole);
        text = after(text, whole);
        other_text = after(other_text, whole);
    }
    rc4_crypt(one, text.in, text.out, text.size);
    rc4_crypt(other, other_text.in, other_text.out, other_text.size);
}

#endif
