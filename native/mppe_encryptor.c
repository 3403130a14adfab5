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

/* Begin the next stateful datagram. A flushed one takes the count of the next flag packet, as if
 * those between were lost. There section 7.2 and section 8.2 agree that both ends change the
 * key. */
static void begin_stateful(struct mppe_encryptor *encryptor, uint8_t *datagram)
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

/* Begin the next datagram, whose stream is the encryptor's own or, stateless, may be `made`. */
static struct rc4 *begin(const struct mppe_work *work, struct rc4 *made)
{
    struct mppe_encryptor *encryptor = work->encryptor;
    if (!encryptor->stateful)
        return begin_stateless(encryptor, made, work->piece.out);
    begin_stateful(encryptor, work->piece.out);
    return &encryptor->stream;
}

void mppe_encrypt(struct mppe_encryptor *encryptor, const uint8_t *data, size_t size,
                  uint8_t *datagram)
{
    const struct mppe_work work = {encryptor, {data, size, datagram}};
    struct rc4 made, *stream = begin(&work, &made);
    rc4_crypt(stream, data, datagram + MPPE_HEADER, size);
}

static struct rc4_text text_of(const struct mppe_piece *piece)
{
    return (struct rc4_text){piece->in, piece->out + MPPE_HEADER, piece->size};
}

/* Two datagrams with two streams: not both of one stateful encryptor. */
static void encrypt_pair(const struct mppe_work works[2])
{
    struct rc4 made[2], *one = begin(&works[0], &made[0]), *other = begin(&works[1], &made[1]);
    rc4_crypt2(one, text_of(&works[0].piece), other, text_of(&works[1].piece));
}

static bool is_pair(const struct mppe_work works[2])
{
    return works[0].encryptor != works[1].encryptor || !works[0].encryptor->stateful;
}

void mppe_encrypt_works(const struct mppe_work *works, size_t count)
{
    size_t n = 0;
    while (n < count) {
        if (n + 1 < count && is_pair(works + n)) {
            encrypt_pair(works + n);
            n += 2;
        } else {
            const struct mppe_piece *piece = &works[n].piece;
            mppe_encrypt(works[n].encryptor, piece->in, piece->size, piece->out);
            n++;
        }
    }
}

void mppe_encrypt_batch(struct mppe_encryptor *encryptor, const struct mppe_piece *pieces,
                        size_t count)
{
    for (size_t n = 0; n < count; n += 2) {
        struct mppe_work works[2] = {{encryptor, pieces[n]}};
        size_t left = count - n < 2 ? 1 : 2;
        if (left == 2)
            works[1] = (struct mppe_work){encryptor, pieces[n + 1]};
        mppe_encrypt_works(works, left);
    }
}
