/* Both ends of MPPE over a bad network, for tools that watch memory: every text is in a block of
 * its own size. Exits with 1 if a datagram that came in order was refused. */

#include <stdlib.h>
#include <string.h>

#include "mppe.h"

enum { LIMIT = 400, HINTED = 3 };

static const uint8_t KEY[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
static struct mppe_encryptor encryptor;
static struct mppe_decryptor decryptor;

static unsigned chance(unsigned below)
{
    static uint32_t state = 3078;
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
}

/* The datagram of an IP packet, enciphered in place. */
static uint8_t *datagram(size_t size)
{
    uint8_t *octets = calloc(1, size + MPPE_HEADER);
    const uint8_t start[] = {0x00, 0x21, 0x45, 0, (uint8_t)((size - 2) >> 8), (uint8_t)(size - 2)};
    memcpy(octets + MPPE_HEADER, start, sizeof start);
    mppe_encrypt(&encryptor, octets + MPPE_HEADER, size, octets);
    return octets;
}

static void forge(void)
{
    size_t size = chance(40);
    uint8_t *octets = calloc(1, size + 1);
    octets[0] = (uint8_t)(0x90 | chance(16));
    if (size > 1)
        octets[1] = (uint8_t)chance(256);
    mppe_decrypt(&decryptor, octets, size, MPPE_COUNTS, chance(10), MPPE_COUNTS, octets + MPPE_HEADER);
    free(octets);
}

static void hint(const uint8_t *next, size_t size)
{
    struct mppe_piece pieces[HINTED];
    uint8_t headers[HINTED][MPPE_HEADER];
    for (unsigned n = 0; n < HINTED; n++) {
        headers[n][0] = next[0];
        headers[n][1] = (uint8_t)(next[1] + n);
        pieces[n] = (struct mppe_piece){headers[n], chance(4) ? size : chance(3000), NULL};
    }
    mppe_decrypt_ahead(&decryptor, pieces, HINTED);
}

static bool exchange(bool stateful)
{
    size_t size = 28 + chance(1500);
    uint8_t *octets = datagram(size);
    bool good = true;
    if (chance(3) == 0)
        hint(octets, size + MPPE_HEADER);
    if (chance(5) == 0)
        forge();
    if (chance(7) > 0)
        good = mppe_decrypt(&decryptor, octets, size + MPPE_HEADER, LIMIT, chance(3), LIMIT,
                            octets + MPPE_HEADER) == MPPE_CLEAR;
    free(octets);
    return good || stateful;
}

static bool run(int bits, bool stateful)
{
    bool good = true;
    mppe_encryptor_init(&encryptor, KEY, bits, stateful);
    mppe_decryptor_init(&decryptor, KEY, bits, stateful);
    for (unsigned n = 0; n < 600 && good; n++) {
        good = exchange(stateful);
        mppe_encryptor_run_ahead(&encryptor, chance(3) ? 0 : chance(40));
        mppe_decryptor_run_ahead(&decryptor, chance(3) ? 0 : chance(40));
        if (chance(50) == 0) {
            mppe_encryptor_reset(&encryptor);
            mppe_encryptor_rest(&encryptor);
            mppe_decryptor_rest(&decryptor);
        }
    }
    mppe_encryptor_free(&encryptor);
    mppe_decryptor_free(&decryptor);
    return good;
}

int main(void)
{
    bool good = true;
    for (int stateful = 0; stateful < 2; stateful++)
        good = good && run(40, stateful) && run(56, stateful) && run(128, stateful);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
