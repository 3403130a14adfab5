#include "checksum.h"

#include <string.h>

#include "cpu.h"

/* Below this the wider registers do not pay. */
enum { WIDE = 128 };

/* Words are added as this processor reads them: in which order octets stand in them matters only
   at the end (RFC 1071 section 2B). 32 bits at a time into 64 need no carry, and a loop this plain
   the compiler makes wide by itself. */
static inline __attribute__((always_inline)) uint64_t add(uint64_t sum, const uint8_t *data,
                                                          size_t size)
{
    size_t done = 0;
    for (; done + 4 <= size; done += 4) {
        uint32_t word;
        memcpy(&word, data + done, 4);
        sum += word;
    }
    if (done < size) {
        uint32_t word = 0;
        memcpy(&word, data + done, size - done);
        sum += word;
    }
    return sum;
}

static inline __attribute__((always_inline)) uint64_t copy(uint64_t sum, uint8_t *restrict to,
                                                           const uint8_t *restrict from,
                                                           size_t size)
{
    size_t done = 0;
    for (; done + 4 <= size; done += 4) {
        uint32_t word;
        memcpy(&word, from + done, 4);
        memcpy(to + done, &word, 4);
        sum += word;
    }
    if (done < size) {
        uint32_t word = 0;
        memcpy(&word, from + done, size - done);
        memcpy(to + done, &word, size - done);
        sum += word;
    }
    return sum;
}

uint64_t checksum_add_portable(uint64_t sum, const uint8_t *data, size_t size)
{
    return add(sum, data, size);
}

uint64_t checksum_copy_portable(uint64_t sum, uint8_t *to, const uint8_t *from, size_t size)
{
    return copy(sum, to, from, size);
}

#if defined(__x86_64__)

/* Twice as fast over 1,400 octets: some 60 ns of a packet's two microseconds. */
__attribute__((target("avx2"))) static uint64_t add_avx2(uint64_t sum, const uint8_t *data,
                                                         size_t size)
{
    return add(sum, data, size);
}

__attribute__((target("avx2"))) static uint64_t copy_avx2(uint64_t sum, uint8_t *to,
                                                          const uint8_t *from, size_t size)
{
    return copy(sum, to, from, size);
}

uint64_t checksum_add(uint64_t sum, const uint8_t *data, size_t size)
{
    return size >= WIDE && cpu_has_avx2() ? add_avx2(sum, data, size) : add(sum, data, size);
}

uint64_t checksum_copy(uint64_t sum, uint8_t *to, const uint8_t *from, size_t size)
{
    if (size >= WIDE && cpu_has_avx2())
        return copy_avx2(sum, to, from, size);
    return copy(sum, to, from, size);
}

#else

uint64_t checksum_add(uint64_t sum, const uint8_t *data, size_t size)
{
    return add(sum, data, size);
}

uint64_t checksum_copy(uint64_t sum, uint8_t *to, const uint8_t *from, size_t size)
{
    return copy(sum, to, from, size);
}

#endif

uint16_t checksum_finish(uint64_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    uint16_t word = (uint16_t)~sum;
    uint8_t octets[2];
    memcpy(octets, &word, 2);
    return (uint16_t)(octets[0] << 8 | octets[1]);
}

uint16_t checksum(const uint8_t *data, size_t size)
{
    return checksum_finish(checksum_add(0, data, size));
}

uint16_t checksum_updated(uint16_t total, uint16_t before, uint16_t after)
{
    uint32_t sum = (uint32_t)(uint16_t)~total + (uint16_t)~before + after;
    sum = (sum & 0xFFFF) + (sum >> 16);
    sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~sum;
}
