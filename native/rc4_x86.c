#include "rc4.h"

#include "cpu.h"

#if CPU_X86_64

enum { GROUP = 8 };

/* One octet of a stream whose state is at `s`: what stands at `index` of it is swapped with what
 * stands at `j`, and the octet that the two add up to goes into `w`, where it moves down as more
 * come. `x` and `y` are free again behind it, so two streams share them. */
#define OCTET(s, j, w, index)                                                                     \
    "movzbl " index "(%[" s "],%[at]), %k[x]\n\t"                                                 \
    "addb %b[x], %b[" j "]\n\t"                                                                   \
    "movzbl (%[" s "],%[" j "]), %k[y]\n\t"                                                       \
    "movb %b[x], (%[" s "],%[" j "])\n\t"                                                         \
    "movb %b[y], " index "(%[" s "],%[at])\n\t"                                                   \
    "addb %b[y], %b[x]\n\t"                                                                       \
    "movb (%[" s "],%[x]), %b[" w "]\n\t"                                                         \
    "rorq $8, %[" w "]\n\t"

/* The index wraps only before the last octet of a group, as it is a multiple of 8 at its start. */
#define STEP_INDEX "addb $8, %b[at]\n\t"

/* `groups` times 8 octets; i is a multiple of 8. */
static void crypt_groups(struct rc4 *rc4, const uint8_t *in, uint8_t *out, size_t groups)
{
    uint64_t at = rc4->i, j = rc4->j, x, y, w = 0;
    if (groups == 0)
        return;
    __asm__ volatile(
        ".p2align 4\n"
        "1:\n\t"
        OCTET("s", "j", "w", "1") OCTET("s", "j", "w", "2") OCTET("s", "j", "w", "3")
        OCTET("s", "j", "w", "4") OCTET("s", "j", "w", "5") OCTET("s", "j", "w", "6")
        OCTET("s", "j", "w", "7") STEP_INDEX OCTET("s", "j", "w", "0")
        "xorq (%[in]), %[w]\n\t"
        "movq %[w], (%[out])\n\t"
        "addq $8, %[in]\n\t"
        "addq $8, %[out]\n\t"
        "decq %[groups]\n\t"
        "jnz 1b\n\t"
        : [at] "+&r"(at), [j] "+&r"(j), [w] "+&r"(w), [x] "=&r"(x), [y] "=&r"(y),
          [in] "+&r"(in), [out] "+&r"(out), [groups] "+&r"(groups)
        : [s] "r"(rc4->state)
        : "memory", "cc");
    rc4->i = (uint8_t)at;
    rc4->j = (uint8_t)j;
}

/* The same for two streams that stand at the same index. */
static void crypt_groups2(struct rc4 *one, struct rc4_text text, struct rc4 *other,
                          struct rc4_text other_text, size_t groups)
{
    uint64_t at = one->i, j = one->j, z = other->j, x, y, w = 0, v = 0;
    const uint8_t *in = text.in, *other_in = other_text.in;
    uint8_t *out = text.out, *other_out = other_text.out;
    size_t n = 0, end = groups * GROUP;
    if (groups == 0)
        return;
    __asm__ volatile(
        ".p2align 4\n"
        "1:\n\t"
        OCTET("s", "j", "w", "1") OCTET("r", "z", "v", "1")
        OCTET("s", "j", "w", "2") OCTET("r", "z", "v", "2")
        OCTET("s", "j", "w", "3") OCTET("r", "z", "v", "3")
        OCTET("s", "j", "w", "4") OCTET("r", "z", "v", "4")
        OCTET("s", "j", "w", "5") OCTET("r", "z", "v", "5")
        OCTET("s", "j", "w", "6") OCTET("r", "z", "v", "6")
        OCTET("s", "j", "w", "7") OCTET("r", "z", "v", "7")
        STEP_INDEX
        OCTET("s", "j", "w", "0") OCTET("r", "z", "v", "0")
        "movq %[in], %[x]\n\t"
        "xorq (%[x],%[n]), %[w]\n\t"
        "movq %[out], %[x]\n\t"
        "movq %[w], (%[x],%[n])\n\t"
        "movq %[other_in], %[x]\n\t"
        "xorq (%[x],%[n]), %[v]\n\t"
        "movq %[other_out], %[x]\n\t"
        "movq %[v], (%[x],%[n])\n\t"
        "addq $8, %[n]\n\t"
        "cmpq %[end], %[n]\n\t"
        "jne 1b\n\t"
        : [at] "+&r"(at), [j] "+&r"(j), [z] "+&r"(z), [w] "+&r"(w), [v] "+&r"(v), [x] "=&r"(x),
          [y] "=&r"(y), [n] "+&r"(n)
        : [s] "r"(one->state), [r] "r"(other->state), [end] "m"(end), [in] "m"(in),
          [out] "m"(out), [other_in] "m"(other_in), [other_out] "m"(other_out)
        : "memory", "cc");
    one->i = other->i = (uint8_t)at;
    one->j = (uint8_t)j;
    other->j = (uint8_t)z;
}

static struct rc4_text after(struct rc4_text text, size_t size)
{
    return (struct rc4_text){text.in + size, text.out + size, text.size - size};
}

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

void rc4_crypt(struct rc4 *rc4, const uint8_t *in, uint8_t *out, size_t size)
{
    size_t uneven = smaller((256U - rc4->i) % GROUP, size), groups = (size - uneven) / GROUP;
    size_t done = uneven + groups * GROUP;
    rc4_crypt_portable(rc4, in, out, uneven);
    crypt_groups(rc4, in + uneven, out + uneven, groups);
    rc4_crypt_portable(rc4, in + done, out + done, size - done);
}

void rc4_crypt2(struct rc4 *one, struct rc4_text text, struct rc4 *other,
                struct rc4_text other_text)
{
    size_t groups = smaller(text.size, other_text.size) / GROUP, done = groups * GROUP;
    if (one->i == other->i && one->i % GROUP == 0) {
        crypt_groups2(one, text, other, other_text, groups);
        text = after(text, done);
        other_text = after(other_text, done);
    }
    rc4_crypt(one, text.in, text.out, text.size);
    rc4_crypt(other, other_text.in, other_text.out, other_text.size);
}

#endif
