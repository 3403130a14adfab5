#include "session.h"

#include <math.h>
#include <string.h>

#include "octets.h"
#include "tcpip.h"

enum {
    GARBAGE_LIMIT = 64, /* datagrams of no key in a row: the two ends are apart for good */
    STRAY_LIMIT = 8,    /* the same where a reset may yet help */
};

static const double REPORT_INTERVAL[] = {
    [EVENT_RESET_NEEDED] = 0.5,
    [EVENT_RENEGOTIATE] = 5.0,
};

enum {
    PPP_IP = 0x0021,
    PPP_COMPRESSED = 0x00FD,
    PPP_IPCP = 0x8021,
    PPP_CCP = 0x80FD,
    MPPE_FLUSHED = 0x80,
};

static void nothing_reported(struct session *session)
{
    session->reported[EVENT_RESET_NEEDED] = session->reported[EVENT_RENEGOTIATE] = -INFINITY;
}

void inbound_decrypt_with(struct session *session, const struct session_keys *keys)
{
    if (session->decrypts)
        mppe_decryptor_free(&session->decryptor);
    session->decrypts = keys != NULL;
    if (keys)
        mppe_decryptor_init(&session->decryptor, keys->receive, keys->bits, keys->stateful);
    /* Datagrams that came ahead of their keys were the first of the new stream. */
    if (!session->undeciphered) {
        session->deciphered = session->arrivals.expected - 1;
        session->lost = (int64_t)session->counters.lost;
    }
    session->garbage = 0;
    nothing_reported(session);
}

static bool report(struct session *session, enum event event, double now, struct batch *batch)
{
    if (now - session->reported[event] < REPORT_INTERVAL[event])
        return false;
    session->reported[event] = now;
    batch_event(batch, session->spec.call_id, event);
    return true;
}

static void ask_for_reset(struct session *session, double now, struct batch *batch)
{
    if (report(session, EVENT_RESET_NEEDED, now, batch)) {
        session->resets_asked++;
        session->counters.mppe_resets_sent++;
    }
}

static void deliver_ip(struct session *session, uint8_t *packet, size_t size, double now,
                       struct batch *batch)
{
    struct counters *counters = &session->counters;
    if (!session->spec.route_count) {
        counters->unrouted++;
    } else if (size < 20 || packet[0] >> 4 != 4) {
        counters->malformed++;
    } else if (session->spec.inward && !filter_permits(session->spec.inward, packet, size)) {
        counters->filtered++;
    } else if (!session->spec.police_in.rate ||
               policer_admits(&session->police_in, size, now)) {
        counters->packets_in++;
        counters->bytes_in += size;
        counters->last_data = now;
        if (session->spec.mss)
            clamp_mss(packet, size, session->spec.mss);
        batch_tun(batch, packet, size);
    }
}

/* After a frame that may bring keys or a network about, the session's packets wait until the owner
   has seen this batch. */
static void deliver_frame(struct session *session, uint16_t protocol, const uint8_t *frame,
                          size_t size, struct batch *batch)
{
    session->counters.control_in++;
    batch_frame(batch, session->spec.call_id, frame, size);
    if (protocol == PPP_CCP || protocol == PPP_IPCP)
        session->suspended = batch->serial;
}

static uint16_t coherency(const uint8_t *datagram, size_t size)
{
    return size > 1 ? (uint16_t)(read16(datagram) & 0x0FFF) : 0;
}

static void record_refused(struct session *session, const uint8_t *datagram, size_t size,
                           enum reason reason, struct batch *batch)
{
    if (batch->recording)
        batch_record(batch, &(struct batch_record){.call_id = session->spec.call_id,
                                                   .kind = RECORD_REFUSED,
                                                   .reason = reason,
                                                   .size = size,
                                                   .coherency = coherency(datagram, size)});
}

static void record_deciphered(struct session *session, const uint8_t *datagram, size_t size,
                              struct batch *batch)
{
    if (batch->recording)
        batch_record(batch, &(struct batch_record){
                                .call_id = session->spec.call_id,
                                .kind = RECORD_MPPE,
                                .flushed = datagram[0] & MPPE_FLUSHED,
                                .size = size - 2,
                                .coherency = coherency(datagram, size),
                                .key_changes = mppe_decryptor_changes(&session->decryptor)});
}

static void failed(struct session *session, enum mppe_verdict verdict, double now,
                   struct batch *batch)
{
    session->undeciphered++;
    session->counters.mppe_dropped++;
    if (verdict == MPPE_GARBAGE && ++session->garbage >= GARBAGE_LIMIT)
        report(session, EVENT_RENEGOTIATE, now, batch);
    if (verdict == MPPE_LOST ||
        (session->decryptor.stateful && session->garbage >= STRAY_LIMIT))
        ask_for_reset(session, now, batch);
}

/* What a datagram that gave clear text says of the stream. */
static void deciphered(struct session *session, int64_t number, const uint8_t *datagram, bool gap,
                       double now, struct batch *batch)
{
    bool flushed = datagram[0] & MPPE_FLUSHED;
    session->counters.mppe_decrypted++;
    session->deciphered = number;
    if (session->undeciphered || (session->resets_asked && flushed)) {
        session->undeciphered = 0;
        session->garbage = 0;
        if (flushed || !gap) {
            session->resets_asked = 0;
            nothing_reported(session);
        }
    }
    /* It was made out all the same, but section 8.2 wants a request for every loss. */
    if (gap && !flushed)
        ask_for_reset(session, now, batch);
}

static void deliver_clear(struct session *session, uint8_t *clear, size_t size, double now,
                          struct batch *batch)
{
    if (clear[0] == PPP_IP)
        deliver_ip(session, clear + 1, size - 1, now, batch);
    else if (clear[0] == 0 && clear[1] == PPP_IP)
        deliver_ip(session, clear + 2, size - 2, now, batch);
    else
        deliver_frame(session, read16(clear), clear, size, batch);
}

/* No more than there are coherency counts. */
static unsigned bounded(int64_t count)
{
    if (count < 0)
        return 0;
    return (unsigned)(count < MPPE_COUNTS ? count : MPPE_COUNTS);
}

static bool decipher(struct session *session, int64_t number, uint8_t *datagram, size_t size,
                     double now, struct batch *batch)
{
    if (!session->decrypts) {
        session->undeciphered++;
        session->counters.mppe_dropped++;
        record_refused(session, datagram, size, REASON_NO_KEYS, batch);
        return true;
    }
    /* Each datagram took one sequence number: no more can be missing than numbers are. */
    int64_t limit = number - session->deciphered;
    int64_t lost = (int64_t)session->counters.lost + number - session->arrivals.expected;
    uint64_t missed = session->decryptor.missed;
    uint8_t *clear = datagram + 2; /* in place */
    enum mppe_verdict verdict =
        mppe_decrypt(&session->decryptor, datagram, size, bounded(limit), session->resets_asked,
                     bounded(lost - session->lost), batch->ahead, clear);
    if (verdict != MPPE_CLEAR) {
        record_refused(session, datagram, size,
                       verdict == MPPE_LOST ? REASON_LOST : REASON_GARBAGE, batch);
        failed(session, verdict, now, batch);
        /* Nothing proves a datagram after a loss: it may move the numbers on only a little. */
        return verdict == MPPE_LOST &&
               number - session->arrivals.expected <= ARRIVALS_REORDER_LIMIT;
    }
    if (session->spec.capture_clear)
        batch_captured(batch, session->spec.call_id, false, false, clear, size - 2);
    record_deciphered(session, datagram, size, batch);
    session->lost = lost;
    deciphered(session, number, datagram, session->decryptor.missed > missed, now, batch);
    deliver_clear(session, clear, size - 2, now, batch);
    return true;
}

/* The PPP header of RFC 1661 section 2, compressed or not: its length, or 0 when there is none. */
static size_t ppp_header(const uint8_t *payload, size_t size, uint16_t *protocol)
{
    size_t start = size >= 2 && payload[0] == 0xFF && payload[1] == 0x03 ? 2 : 0;
    if (size < start + 2)
        return 0;
    if (payload[start] & 1) {
        *protocol = payload[start];
        return start + 1;
    }
    *protocol = read16(payload + start);
    return start + 2;
}

static void record_frame(struct session *session, uint16_t protocol, size_t size,
                         struct batch *batch)
{
    if (batch->recording)
        batch_record(batch, &(struct batch_record){.call_id = session->spec.call_id,
                                                   .kind = RECORD_FRAME,
                                                   .protocol = protocol,
                                                   .size = size});
}

/* False for what cannot be the peer's. Clear frames have no proof to give. */
static bool deliver(struct session *session, int64_t number, uint8_t *payload, size_t size,
                    double now, struct batch *batch)
{
    uint16_t protocol = 0;
    size_t start = ppp_header(payload, size, &protocol);
    if (!start) {
        session->counters.malformed++;
        return true;
    }
    record_frame(session, protocol, size, batch);
    if (protocol == PPP_COMPRESSED)
        return decipher(session, number, payload + start, size - start, now, batch);
    if (session->spec.capture_clear)
        batch_captured(batch, session->spec.call_id, false, false, payload, size);
    if (protocol != PPP_IP)
        deliver_frame(session, protocol, payload, size, batch);
    else if (session->decrypts || session->spec.require_encryption)
        session->counters.clear_drops++;
    else
        deliver_ip(session, payload + start, size - start, now, batch);
    return true;
}

static void take(struct session *session, int64_t number, uint8_t *payload, size_t size,
                 double now, struct batch *batch)
{
    if (!deliver(session, number, payload, size, now, batch))
        return;
    session->counters.last_in = now;
    session->counters.frames_in++;
    session->counters.octets_in += size;
    session->counters.lost += (uint64_t)arrivals_accept(&session->arrivals, number, now);
}

void inbound_receive(struct session *session, uint32_t wire_number, uint8_t *payload, size_t size,
                     double now, struct batch *batch)
{
    struct arrivals *arrivals = &session->arrivals;
    int64_t number = arrivals_number(arrivals, wire_number);
    enum arrival place = arrivals_place(arrivals, number);
    if (place == ARRIVAL_LATE) {
        session->counters.duplicates++;
    } else if (place == ARRIVAL_FAR) {
        session->counters.malformed++;
    } else {
        session->counters.reordered += arrivals_overtaken(arrivals, number);
        if (place == ARRIVAL_NEXT && !session_suspended(session, batch))
            take(session, number, payload, size, now, batch);
        else if (!arrivals_hold(arrivals, number, payload, size, now))
            batch->no_memory++;
    }
    if (arrivals->held_count)
        inbound_release(session, now, batch);
}

void inbound_release(struct session *session, double now, struct batch *batch)
{
    struct held held;
    while (!session_suspended(session, batch) &&
           arrivals_release(&session->arrivals, now, &held)) {
        uint8_t *payload = arena_take(&batch->arena, held.size);
        if (payload) {
            memcpy(payload, held.payload, held.size);
            take(session, held.number, payload, held.size, now, batch);
        } else {
            batch->no_memory++;
        }
        blocks_give(session->blocks, held.payload);
    }
}

const uint8_t *inbound_datagram(const uint8_t *payload, size_t size, size_t *datagram_size)
{
    uint16_t protocol = 0;
    size_t start = ppp_header(payload, size, &protocol);
    if (!start || protocol != PPP_COMPRESSED)
        return NULL;
    *datagram_size = size - start;
    return payload + start;
}
