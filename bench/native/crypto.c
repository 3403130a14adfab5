/* How long MPPE and its parts take in C: one line for each, its name and nanoseconds a time. The
 * argument is for how many milliseconds each is measured. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mppe_ahead.h"
#include "sha1.h"

enum { BATCH = 32, LARGE = 1400, BULK = 16384, HEAD = 2, MANY = 64 };

static const uint8_t KEY[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
static uint8_t buffers[BATCH][LARGE + 64], clear[LARGE + 64], bulk[2][BULK];
static struct mppe_encryptor encryptor;
static struct mppe_decryptor decryptor;
static struct mppe_ahead *ahead;
static struct chain chain;
static struct rc4 streams[2];
static size_t size;
static double budget;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Work for the budget, and print what one of `pieces` pieces of it took when nothing else had the
 * processor: the least of many. What is to be `ready` is made so before each time, uncounted. */
static void measure(const char *name, unsigned pieces, void (*ready)(void), void (*work)(void))
{
    unsigned times = ready ? 1 : 1 + MANY / pieces;
    double least = 1e12, end = now() + budget;
    do {
        if (ready)
            ready();
        double began = now();
        for (unsigned n = 0; n < times; n++)
            work();
        double spent = (now() - began) / times / pieces;
        if (spent < least)
            least = spent;
    } while (now() < end);
    printf("%s %.1f\n", name, least);
}

static struct mppe_piece piece(unsigned n)
{
    return (struct mppe_piece){buffers[n] + HEAD, size, buffers[n]};
}

static void make_datagrams(void)
{
    uint8_t start[8] = {0x00, 0x21, 0x45, 0, (uint8_t)((size - 2) >> 8), (uint8_t)(size - 2)};
    for (unsigned n = 0; n < BATCH; n++)
        memcpy(buffers[n] + HEAD, start, sizeof start);
    for (unsigned n = 0; n < BATCH; n++)
        mppe_encrypt(&encryptor, buffers[n] + HEAD, size, buffers[n]);
}

static void encrypt_single(void)
{
    for (unsigned n = 0; n < BATCH; n++)
        mppe_encrypt(&encryptor, buffers[n] + HEAD, size, buffers[n]);
}

static void encrypt_batch(void)
{
    struct mppe_piece pieces[BATCH];
    for (unsigned n = 0; n < BATCH; n++)
        pieces[n] = piece(n);
    mppe_encrypt_batch(&encryptor, pieces, BATCH);
}

static void decrypt_single(void)
{
    for (unsigned n = 0; n < BATCH; n++)
        if (mppe_decrypt(&decryptor, buffers[n], size + HEAD, 1, 0, 0, ahead, clear) != MPPE_CLEAR)
            abort();
}

static void decrypt_batch(void)
{
    for (unsigned n = 0; n < BATCH; n++)
        mppe_ahead_expect(ahead, &decryptor, buffers[n], size + HEAD);
    decrypt_single();
    mppe_ahead_forget(ahead);
}

static void run_ahead(void)
{
    mppe_encryptor_run_ahead(&encryptor, BATCH);
}

static void run_both_ahead(void)
{
    make_datagrams();
    mppe_decryptor_run_ahead(&decryptor, BATCH);
}

static void begin(bool stateful)
{
    mppe_encryptor_free(&encryptor);
    mppe_decryptor_free(&decryptor);
    mppe_encryptor_init(&encryptor, KEY, 128, stateful);
    mppe_decryptor_init(&decryptor, KEY, 128, stateful);
}

static void measure_packets(const char *mode, bool stateful, size_t packet)
{
    char name[64];
    size = packet + 2;
    begin(stateful);
#define MEASURE(what, ready, work)                                                                \
    (snprintf(name, sizeof name, "%s_%s_%zu", mode, what, packet),                                \
     measure(name, BATCH, ready, work))
    MEASURE("single", NULL, encrypt_single);
    MEASURE("batch", NULL, encrypt_batch);
    begin(stateful);
    MEASURE("decrypt_single", make_datagrams, decrypt_single);
    if (stateful)
        return;
    begin(stateful);
    MEASURE("decrypt_batch", make_datagrams, decrypt_batch);
    MEASURE("prepared", run_ahead, encrypt_batch);
    begin(stateful);
    MEASURE("decrypt_prepared", run_both_ahead, decrypt_batch);
}

static void schedule(void)
{
    rc4_schedule(&streams[0], KEY, 16);
}

static void schedule2(void)
{
    rc4_schedule2(&streams[0], KEY, &streams[1], streams[1].state, 16);
}

static void digest(void)
{
    static uint8_t out[SHA1_DIGEST];
    sha1_session(KEY, out, 16, out);
}

static void crypt_bulk(void)
{
    rc4_crypt(&streams[0], bulk[0], bulk[0], BULK);
}

static void crypt_bulk2(void)
{
    struct rc4_text texts[2] = {{bulk[0], bulk[0], BULK}, {bulk[1], bulk[1], BULK}};
    rc4_crypt2(&streams[0], texts[0], &streams[1], texts[1]);
}

static void step(void)
{
    chain_state(&chain, 1, &streams[0]);
    chain_advance(&chain, 1);
}

static void measure_parts(void)
{
    chain_init(&chain, KEY, 128);
    measure("schedule", 1, NULL, schedule);
    measure("schedule2", 2, NULL, schedule2);
    measure("sha1", 1, NULL, digest);
    measure("key_change", 1, NULL, step);
    schedule2();
    measure("bulk", BULK / 1024, NULL, crypt_bulk);
    schedule2();
    measure("bulk2", 2 * BULK / 1024, NULL, crypt_bulk2);
    chain_free(&chain);
}

int main(int count, char **arguments)
{
    budget = (count > 1 ? atof(arguments[1]) : 20) * 1e6;
    ahead = mppe_ahead_new();
    measure_parts();
    measure_packets("stateless", false, 64);
    measure_packets("stateless", false, LARGE);
    measure_packets("stateful", true, 64);
    measure_packets("stateful", true, LARGE);
    mppe_encryptor_free(&encryptor);
    mppe_decryptor_free(&decryptor);
    mppe_ahead_free(ahead);
    return 0;
}
