/* Both ends of MPPE of two calls over a bad network, for tools that watch memory: every text is in
 * a block of its own size. Exits with 1 if a datagram that came in order was refused. */

#include <stdlib.h>
#include <string.h>

#include "mppe_ahead.h"

enum { LIMIT = 400, HINTED = 3, CALLS = 2 };

static const uint8_t KEY[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
static struct mppe_encryptor encryptors[CALLS];
static struct mppe_decryptor decryptors[CALLS];
static struct mppe_ahead *ahead;

static unsigned chance(unsigned below)
{
    static uint32_t state = 3078;
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
}

/* The datagram of an IP packet, enciphered in place. */
static uint8_t *datagram(unsigned call, size_t size)
{
    uint8_t *octets = calloc(1, size + MPPE_HEADER);
    const uint8_t start[] = {0x00, 0x21, 0x45, 0, (uint8_t)((size - 2) >> 8), (uint8_t)(size - 2)};
    memcpy(octets + MPPE_HEADER, start, sizeof start);
    mppe_encrypt(&encryptors[call], octets + MPPE_HEADER, size, octets);
    return octets;
}

static void forge(unsigned call)
{
    size_t size = chance(40);
    uint8_t *octets = calloc(1, size + 1);
    octets[0] = (uint8_t)(0x90 | chance(16));
    if (size > 1)
        octets[1] = (uint8_t)chance(256);
    mppe_decrypt(&decryptors[call], octets, size, MPPE_COUNTS, chance(10), MPPE_COUNTS, ahead,
                 octets + MPPE_HEADER);
    free(octets);
}

/* What comes next is of either call, or so it is said. */
static void hint(unsigned call, const uint8_t *next, size_t size)
{
    mppe_ahead_forget(ahead);
    for (unsigned n = 0; n < HINTED; n++) {
        unsigned count = decryptors[(call + n) % CALLS].coherency + 1;
        uint8_t header[MPPE_HEADER] = {next[0], (uint8_t)(next[1] + n)};
        if (n && chance(2)) {
            header[0] = (uint8_t)(0x90 | (count >> 8 & 0x0F));
            header[1] = (uint8_t)count;
        }
        mppe_ahead_expect(ahead, &decryptors[chance(4) ? (call + n) % CALLS : call], header,
                          chance(4) ? size : chance(3000));
    }
}

static bool exchange(bool stateful)
{
    size_t size = 28 + chance(1500);
    unsigned call = chance(CALLS);
    uint8_t *octets = datagram(call, size);
    bool good = true;
    if (chance(3) == 0)
        hint(call, octets, size + MPPE_HEADER);
    if (chance(5) == 0)
        forge(call);
    if (chance(7) > 0)
        good = mppe_decrypt(&decryptors[call], octets, size + MPPE_HEADER, LIMIT, chance(3), LIMIT,
                            ahead, octets + MPPE_HEADER) == MPPE_CLEAR;
    free(octets);
    return good || stateful;
}

static void begin(int bits, bool stateful)
{
    for (unsigned call = 0; call < CALLS; call++) {
        mppe_encryptor_init(&encryptors[call], KEY, bits, stateful);
        mppe_decryptor_init(&decryptors[call], KEY, bits, stateful);
    }
    ahead = mppe_ahead_new();
}

static void end(void)
{
    for (unsigned call = 0; call < CALLS; call++) {
        mppe_encryptor_free(&encryptors[call]);
        mppe_decryptor_free(&decryptors[call]);
    }
    mppe_ahead_free(ahead);
}

static void idle(unsigned call)
{
    mppe_encryptor_run_ahead(&encryptors[call], chance(3) ? 0 : chance(40));
    mppe_decryptor_run_ahead(&decryptors[call], chance(3) ? 0 : chance(40));
    if (chance(50) == 0) {
        mppe_encryptor_reset(&encryptors[call]);
        mppe_encryptor_rest(&encryptors[call]);
        mppe_decryptor_rest(&decryptors[call]);
    }
}

static bool run(int bits, bool stateful)
{
    bool good = true;
    begin(bits, stateful);
    for (unsigned n = 0; n < 600 && good; n++) {
        good = exchange(stateful);
        idle(chance(CALLS));
    }
    end();
    return good;
}

int main(void)
{
    bool good = true;
    for (int stateful = 0; stateful < 2; stateful++)
        good = good && run(40, stateful) && run(56, stateful) && run(128, stateful);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
