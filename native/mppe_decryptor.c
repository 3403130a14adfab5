#include "mppe.h"

#include <string.h>

#include "keystream.h"
#include "mppe_ahead.h"

enum {
    A = 0x80,
    D = 0x10,
    FLUSHES_LOST = 8, /* in a row, whose loss is survived when each of them changed the key */
    SEARCHED = 64,    /* a gap of so many datagrams is searched, */
    LONGEST = 1502,   /* of so many octets each, */
    HEADER = 22,      /* for so many in one piece */
    SEARCHES = 16,    /* in a row that find nothing before none is made */
    TRIAL = 16,       /* octets deciphered to judge by: 8 are looked at */
};

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

void mppe_decryptor_init(struct mppe_decryptor *decryptor, const uint8_t *start_key, int bits,
                         bool stateful)
{
    memset(decryptor, 0, sizeof *decryptor);
    decryptor->stateful = stateful;
    decryptor->coherency = MPPE_COUNTS - 1;
    chain_init(&decryptor->chain, start_key, bits);
    rc4_schedule(&decryptor->stream, decryptor->chain.key, decryptor->chain.size);
}

void mppe_decryptor_free(struct mppe_decryptor *decryptor)
{
    mppe_decryptor_rest(decryptor);
    chain_free(&decryptor->chain);
    explicit_bzero(decryptor, sizeof *decryptor);
}

uint64_t mppe_decryptor_changes(const struct mppe_decryptor *decryptor)
{
    return decryptor->chain.changes;
}

void mppe_decryptor_run_ahead(struct mppe_decryptor *decryptor, unsigned schedules)
{
    if (!decryptor->stateful)
        chain_prepare(&decryptor->chain, schedules);
}

void mppe_decryptor_rest(struct mppe_decryptor *decryptor)
{
    chain_rest(&decryptor->chain);
}

/* A datagram on trial, and where its count is from the last one taken. */
struct trial {
    const uint8_t *text;
    size_t size;
    unsigned count, ahead, limit, flushes, lost;
    struct mppe_ahead *sooner;
    uint8_t *clear;
};

static void take(struct mppe_decryptor *decryptor, const struct trial *trial)
{
    size_t possible = smaller(trial->ahead, trial->limit);
    size_t missing = possible > 0 ? possible - 1 : 0;
    decryptor->coherency = (uint16_t)trial->count;
    decryptor->in_vain = 0;
    decryptor->missed += smaller(missing, trial->lost);
}

/* Whether what `stream` makes of the text is plausible, and then its `start`. Only the first
 * octets prove it, so what is refused costs no more than them, and the stream is not moved. */
static bool try(struct rc4 *stream, const struct trial *trial, uint8_t start[TRIAL])
{
    size_t tried = smaller(trial->size, TRIAL);
    rc4_crypt(stream, trial->text, start, tried);
    if (mppe_plausible(start, trial->size))
        return true;
    rc4_back(stream, tried);
    return false;
}

/* What is left of the text behind the octets that were tried. */
static struct rc4_text rest_of(const struct trial *trial)
{
    size_t tried = smaller(trial->size, TRIAL);
    return (struct rc4_text){trial->text + tried, trial->clear + tried, trial->size - tried};
}

/* Decipher if the clear text is plausible. */
static bool decipher(struct rc4 *stream, const struct trial *trial)
{
    uint8_t start[TRIAL];
    if (!try(stream, trial, start))
        return false;
    struct rc4_text rest = rest_of(trial);
    memcpy(trial->clear, start, trial->size - rest.size);
    rc4_crypt(stream, rest.in, rest.out, rest.size);
    return true;
}

/* How many of the last `ahead` counts up to `count` are flag packets'. */
static unsigned flag_packets(unsigned count, unsigned ahead)
{
    return ((count + 1 + MPPE_COUNTS) >> 8) - ((count + 1 + MPPE_COUNTS - ahead) >> 8);
}

/* Decipher with the stream of the trial's key and, side by side with it, make that of the
 * datagram after it if one is expected. */
static bool decipher_pair(struct mppe_decryptor *decryptor, const struct trial *trial)
{
    uint8_t start[TRIAL];
    struct rc4 made, *stream = chain_state(&decryptor->chain, trial->ahead, &made);
    if (!stream || !try(stream, trial, start))
        return false;
    struct rc4_text rest = rest_of(trial);
    memcpy(trial->clear, start, trial->size - rest.size);
    if (!trial->sooner || !mppe_ahead_pair(trial->sooner, decryptor, trial->ahead, trial->count,
                                           stream, rest))
        rc4_crypt(stream, rest.in, rest.out, rest.size);
    return true;
}

/* Decipher with a stream that was made before. */
static bool combine(const struct trial *trial, const uint8_t *pad)
{
    uint8_t start[TRIAL];
    struct rc4_text tried = {trial->text, start, smaller(trial->size, TRIAL)};
    mppe_ahead_combine(tried, pad);
    if (!mppe_plausible(start, trial->size))
        return false;
    mppe_ahead_combine((struct rc4_text){trial->text, trial->clear, trial->size}, pad);
    return true;
}

static enum mppe_verdict decrypt_stateless(struct mppe_decryptor *decryptor,
                                           const struct trial *trial)
{
    uint64_t change = decryptor->chain.changes + trial->ahead;
    const uint8_t *pad = NULL;
    if (trial->ahead == 0 || trial->ahead > trial->limit)
        return MPPE_GARBAGE;
    if (trial->sooner)
        pad = mppe_ahead_pad(trial->sooner, decryptor, change, trial->size);
    if (!(pad ? combine(trial, pad) : decipher_pair(decryptor, trial)))
        return MPPE_GARBAGE;
    chain_advance(&decryptor->chain, trial->ahead);
    take(decryptor, trial);
    return MPPE_CLEAR;
}

static enum mppe_verdict go_on(struct mppe_decryptor *decryptor, const struct trial *trial)
{
    if (!decipher(&decryptor->stream, trial))
        return MPPE_GARBAGE;
    take(decryptor, trial);
    return MPPE_CLEAR;
}

/* Fresh tables: with the key that follows from the flag packets passed or, for peers that change
 * it with every flush, with one of the `more` after it. */
static enum mppe_verdict restart(struct mppe_decryptor *decryptor, const struct trial *trial,
                                 unsigned more)
{
    unsigned passed = flag_packets(trial->count, trial->ahead);
    for (unsigned steps = passed; steps <= passed + more; steps++) {
        const uint8_t *key = chain_peek(&decryptor->chain, steps);
        struct rc4 stream;
        if (!key)
            return MPPE_GARBAGE;
        rc4_schedule(&stream, key, decryptor->chain.size);
        if (decipher(&stream, trial)) {
            chain_advance(&decryptor->chain, steps);
            decryptor->stream = stream;
            take(decryptor, trial);
            return MPPE_CLEAR;
        }
    }
    return MPPE_GARBAGE;
}

/* Where in `stream` the text stands, when datagrams before it are missing; -1 when nowhere. */
static ssize_t place(struct rc4 stream, const struct trial *trial)
{
    uint8_t octets[SEARCHED * LONGEST + HEADER];
    size_t length = smaller(trial->ahead - 1, SEARCHED) * LONGEST + HEADER;
    rc4_stream(&stream, octets, length);
    return keystream_position(trial->text, trial->size, octets, length);
}

/* Take up the stream behind a gap, which may have swallowed flag packets and flushes. That costs as
 * much as a hundred datagrams, or a thousand: where it has failed again and again, only a flushed
 * one helps. */
static enum mppe_verdict search(struct mppe_decryptor *decryptor, const struct trial *trial)
{
    if (decryptor->in_vain == SEARCHES)
        return MPPE_LOST;
    unsigned passed = flag_packets(trial->count, trial->ahead);
    unsigned more = (unsigned)smaller(trial->flushes, FLUSHES_LOST);
    for (unsigned steps = passed; steps <= passed + more; steps++) {
        const uint8_t *key = chain_peek(&decryptor->chain, steps);
        struct rc4 stream = decryptor->stream;
        if (!key)
            return MPPE_GARBAGE;
        if (steps > 0)
            rc4_schedule(&stream, key, decryptor->chain.size);
        ssize_t offset = place(stream, trial);
        if (offset >= 0) {
            rc4_skip(&stream, (size_t)offset);
            rc4_crypt(&stream, trial->text, trial->clear, trial->size);
            chain_advance(&decryptor->chain, steps);
            decryptor->stream = stream;
            take(decryptor, trial);
            return MPPE_CLEAR;
        }
    }
    decryptor->in_vain++;
    return MPPE_LOST;
}

/* Loss is no state of its own: whatever claims to come after a gap, the datagram that is expected
 * is still taken when it comes, and a flushed one ends the wait for it. An IP packet need not
 * wait: its place in the stream can be found. */
static enum mppe_verdict decrypt_stateful(struct mppe_decryptor *decryptor,
                                          const struct trial *trial, bool flushed)
{
    if (flushed)
        return restart(decryptor, trial, FLUSHES_LOST);
    if (trial->ahead == 0 || trial->ahead > trial->limit + UINT64_C(255) * trial->flushes)
        return MPPE_GARBAGE;
    if (trial->ahead > 1)
        return search(decryptor, trial);
    if ((trial->count & 0xFF) == 0xFF)
        return restart(decryptor, trial, 0);
    return go_on(decryptor, trial);
}

enum mppe_verdict mppe_decrypt(struct mppe_decryptor *decryptor, const uint8_t *datagram,
                               size_t size, unsigned limit, unsigned flushes, unsigned lost,
                               struct mppe_ahead *ahead, uint8_t *clear)
{
    if (size <= MPPE_HEADER || !(datagram[0] & D))
        return MPPE_GARBAGE;
    unsigned count = (datagram[0] & 0x0FU) << 8 | datagram[1];
    struct trial trial = {
        .text = datagram + MPPE_HEADER,
        .size = size - MPPE_HEADER,
        .count = count,
        .ahead = (count - decryptor->coherency) % MPPE_COUNTS,
        .limit = limit,
        .lost = lost,
        .flushes = flushes,
        .sooner = ahead,
        .clear = clear,
    };
    if (decryptor->stateful)
        return decrypt_stateful(decryptor, &trial, datagram[0] & A);
    return decrypt_stateless(decryptor, &trial);
}

static unsigned word(const uint8_t *octets)
{
    return (unsigned)octets[0] << 8 | octets[1];
}

static bool is_control(unsigned protocol)
{
    switch (protocol) {
    case 0x8021: case 0x8029: case 0x802B: case 0x803F: case 0x8053: case 0x8057: /* NCPs, ECP */
    case 0x80FB: case 0x80FD: /* CCP */
    case 0xC021: case 0xC023: case 0xC223: case 0xC227: /* LCP, PAP, CHAP, EAP */
        return true;
    default:
        return false;
    }
}

bool mppe_plausible(const uint8_t *clear, size_t size)
{
    if (size < 6)
        return false;
    size_t start = clear[0] & 1 ? 1 : 2, room = size - start;
    unsigned protocol = start == 1 ? clear[0] : word(clear);
    const uint8_t *packet = clear + start;
    if (protocol == 0x21)
        return room >= 20 && packet[0] >> 4 == 4 && word(packet + 2) >= 20 &&
               word(packet + 2) <= room;
    if (protocol == 0x57)
        return room >= 40 && packet[0] >> 4 == 6 && word(packet + 4) + 40 <= room;
    return is_control(protocol) && word(clear + 4) >= 4 && word(clear + 4) <= room;
}
