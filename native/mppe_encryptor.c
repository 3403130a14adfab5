#include "mppe.h"

#include <string.h>

enum { FLUSHED = 0x8000, ENCRYPTED = 0x1000 };

void mppe_encryptor_init(struct mppe_encryptor *encryptor, const uint8_t *start_key, int bits,
                         bool stateful)
{
    memset(encryptor, 0, sizeof *encryptor);
    encryptor->stateful = stateful;
    chain_init(&encryptor->chain, start_key, bits);
    rc4_schedule(&encryptor->stream, encryptor->chain.key, encryptor->chain.size);
}

void mppe_encryptor_free(struct mppe_encryptor *encryptor)
{
    chain_free(&encryptor->chain);
    explicit_bzero(encryptor, sizeof *encryptor);
}

uint64_t mppe_encryptor_changes(const struct mppe_encryptor *encryptor)
{
    return encryptor->chain.changes;
}

void mppe_encryptor_reset(struct mppe_encryptor *encryptor)
{
    encryptor->flush = encryptor->stateful;
}

void mppe_encryptor_run_ahead(struct mppe_encryptor *encryptor, unsigned schedules)
{
    if (!encryptor->stateful)
        chain_prepare(&encryptor->chain, schedules);
}

void mppe_encryptor_rest(struct mppe_encryptor *encryptor)
{
    chain_rest(&encryptor->chain);
}

static void write_header(struct mppe_encryptor *encryptor, unsigned bits, unsigned count,
                         uint8_t *datagram)
{
    encryptor->coherency = (uint16_t)((count + 1) % MPPE_COUNTS);
    datagram[0] = (uint8_t)((bits | count) >> 8);
    datagram[1] = (uint8_t)count;
}

/* A flushed datagram takes the count of the next flag packet, as if those between were lost.
 * There section 7.2 and section 8.2 agree that both ends change the key. */
static void encrypt_stateful(struct mppe_encryptor *encryptor, const uint8_t *data, size_t size,
                             uint8_t *datagram)
{
    unsigned count = encryptor->coherency, bits = ENCRYPTED;
    if (encryptor->flush)
        count |= 0xFF;
    if ((count & 0xFF) == 0xFF) {
        chain_state(&encryptor->chain, 1, &encryptor->stream);
        chain_advance(&encryptor->chain, 1);
        encryptor->flush = false;
        bits |= FLUSHED;
    }
    rc4_crypt(&encryptor->stream, data, datagram + MPPE_HEADER, size);
    write_header(encryptor, bits, count, datagram);
}

/* Begin the next stateless datagram: its header, and the stream for its text, which is a ready
 * one or `made`. */
static struct rc4 *begin_stateless(struct mppe_encryptor *encryptor, struct rc4 *made,
                                   uint8_t *datagram)
{
    struct rc4 *stream = chain_state(&encryptor->chain, 1, made);
    chain_advance(&encryptor->chain, 1);
    write_header(encryptor, FLUSHED | ENCRYPTED, encryptor->coherency, datagram);
    return stream;
}

void mppe_encrypt(struct mppe_encryptor *encryptor, const uint8_t *data, size_t size,
                  uint8_t *datagram)
{
    if (encryptor->stateful) {
        encrypt_stateful(encryptor, data, size, datagram);
        return;
    }
    struct rc4 made, *stream = begin_stateless(encryptor, &made, datagram);
    rc4_crypt(stream, data, datagram + MPPE_HEADER, size);
}

static void encrypt_pair(struct mppe_encryptor *encryptor, const struct mppe_piece pieces[2])
{
    struct rc4 made[2], *streams[2];
    struct rc4_text texts[2];
    for (unsigned n = 0; n < 2; n++) {
        streams[n] = begin_stateless(encryptor, &made[n], pieces[n].out);
        texts[n] = (struct rc4_text){pieces[n].in, pieces[n].out + MPPE_HEADER, pieces[n].size};
    }
    rc4_crypt2(streams[0], texts[0], streams[1], texts[1]);
}

void mppe_encrypt_batch(struct mppe_encryptor *encryptor, const struct mppe_piece *pieces,
                        size_t count)
{
    size_t n = 0;
    if (!encryptor->stateful)
        for (; n + 2 <= count; n += 2)
            encrypt_pair(encryptor, pieces + n);
    for (; n < count; n++)
        mppe_encrypt(encryptor, pieces[n].in, pieces[n].size, pieces[n].out);
}
