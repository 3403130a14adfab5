#include "keystream.h"

#include <stdbool.h>
#include <string.h>

enum { HEADER = 20, LONGEST_START = 3 };

/* IP's protocol number, whole and compressed, and version 4 with a header of five words. */
static const struct start {
    uint8_t octets[LONGEST_START];
    size_t size;
} STARTS[] = {{{0x00, 0x21, 0x45}, 3}, {{0x21, 0x45}, 2}};

static unsigned checksum(const uint8_t header[HEADER])
{
    unsigned sum = 0;
    for (unsigned n = 0; n < HEADER; n += 2)
        sum += (unsigned)header[n] << 8 | header[n + 1];
    sum = (sum & 0xFFFF) + (sum >> 16);
    sum = (sum & 0xFFFF) + (sum >> 16);
    return 0xFFFF - sum;
}

/* Whether what becomes clear from `text` and `stream` is the header of a packet of `length`. */
static bool is_header(const uint8_t *text, const uint8_t *stream, size_t length)
{
    uint8_t header[HEADER];
    for (unsigned n = 0; n < HEADER; n++)
        header[n] = text[n] ^ stream[n];
    return (size_t)(header[2] << 8 | header[3]) == length && checksum(header) == 0;
}

static ssize_t find(const struct start *start, const uint8_t *text, size_t size,
                    const uint8_t *stream, size_t length)
{
    size_t protocol = start->size - 1, whole = protocol + HEADER;
    if (size < whole || length < whole)
        return -1;
    uint8_t wanted[LONGEST_START];
    for (size_t n = 0; n < start->size; n++)
        wanted[n] = text[n] ^ start->octets[n];
    const uint8_t *last = stream + length - whole, *at = stream;
    while (at <= last && (at = memchr(at, wanted[0], (size_t)(last - at) + 1))) {
        if (memcmp(at, wanted, start->size) == 0 &&
            is_header(text + protocol, at + protocol, size - protocol))
            return at - stream;
        at++;
    }
    return -1;
}

ssize_t keystream_position(const uint8_t *text, size_t size, const uint8_t *stream, size_t length)
{
    ssize_t offset = -1;
    for (size_t n = 0; n < sizeof STARTS / sizeof *STARTS && offset < 0; n++)
        offset = find(&STARTS[n], text, size, stream, length);
    return offset;
}
