#include "claims.h"

#include <math.h>

#include "input.h"
#include "octets.h"

enum { IDS = 16 /* Call IDs from 1 on that targets use */ };

#define EACH_SESSION(engine, session)                                                            \
    for (uint16_t call_id = 1; call_id < IDS; call_id++)                                         \
        for (const struct session *session = engine_find(engine, call_id); session;              \
             session = NULL)

/* Reads every octet, for whoever watches memory. */
static void readable(const uint8_t *octets, size_t size)
{
    uint8_t all = 0;
    for (size_t i = 0; i < size; i++)
        all ^= octets[i];
    __asm__ volatile("" : : "r"(all));
}

struct tally claims_tally(const struct engine *engine, const struct batch *batch)
{
    struct tally tally = {.no_memory = batch->no_memory};
    EACH_SESSION(engine, session) {
        tally.packets_in += session->counters.packets_in;
        tally.frames_out += session->counters.frames_out;
        tally.acks_out += session->counters.acks_out;
        tally.control_in += session->counters.control_in;
        tally.resets_sent += session->counters.mppe_resets_sent;
        tally.too_big += session->counters.too_big;
        tally.held += session->arrivals.held_count;
    }
    return tally;
}

/* --- what comes out -------------------------------------------------------------------------- */

static void claim_gre(const struct engine *engine, const struct batch_gre *packet)
{
    const uint8_t *octets = packet->packet;
    bool known = false;
    readable(octets, packet->size);
    CLAIM(packet->size >= 12);
    unsigned flags = read16(octets);
    size_t header = flags == 0x3081 ? 16 : 12, payload = read16(octets + 4);
    CLAIM(flags == 0x3001 || flags == 0x3081 || flags == 0x2081);
    CLAIM(read16(octets + 2) == 0x880B);
    CLAIM(payload == packet->size - header);
    CLAIM((flags == 0x2081) == !payload);
    EACH_SESSION(engine, session)
        known |= session->spec.peer == packet->peer &&
                 session->spec.peer_call_id == read16(octets + 6);
    CLAIM(known);
}

static void claim_lists(const struct engine *engine, const struct batch *batch)
{
    for (size_t i = 0; i < batch->gre_count; i++)
        claim_gre(engine, &batch->gre[i]);
    for (size_t i = 0; i < batch->tun_count; i++) {
        readable(batch->tun[i].packet, batch->tun[i].size);
        CLAIM(batch->tun[i].size >= 20 && batch->tun[i].packet[0] >> 4 == 4);
    }
    for (size_t i = 0; i < batch->frame_count; i++) {
        readable(batch->frames[i].frame, batch->frames[i].size);
        CLAIM(batch->frames[i].size && engine_find(engine, batch->frames[i].call_id));
    }
    for (size_t i = 0; i < batch->captured_count; i++) {
        readable(batch->captured[i].packet, batch->captured[i].size);
        CLAIM(engine_find(engine, batch->captured[i].call_id));
    }
    for (size_t i = 0; i < batch->record_count; i++)
        CLAIM(batch->recording && engine_find(engine, batch->records[i].call_id));
}

static uint64_t resets(const struct engine *engine, const struct batch *batch)
{
    uint64_t count = 0;
    for (size_t i = 0; i < batch->event_count; i++) {
        CLAIM(engine_find(engine, batch->events[i].call_id));
        count += batch->events[i].event == EVENT_RESET_NEEDED;
    }
    return count;
}

void claims_batch(const struct engine *engine, const struct batch *batch,
                  const struct tally *before, size_t arrived)
{
    struct tally after = claims_tally(engine, batch);
    uint64_t delivered = after.packets_in - before->packets_in;
    uint64_t answered = after.too_big - before->too_big;
    CLAIM(!batch->deferred_count);
    CLAIM(batch->gre_count == after.frames_out - before->frames_out + after.acks_out -
                                  before->acks_out);
    CLAIM(batch->frame_count == after.control_in - before->control_in);
    CLAIM(batch->tun_count >= delivered && batch->tun_count <= delivered + answered);
    CLAIM(resets(engine, batch) == after.resets_sent - before->resets_sent);
    CLAIM(batch->tun_count + batch->frame_count + after.held <= arrived + before->held);
    CLAIM(batch->event_count <= 2 * (arrived + before->held));
    claim_lists(engine, batch);
}

/* --- what stays ------------------------------------------------------------------------------ */

static void claim_arrivals(const struct arrivals *arrivals)
{
    double oldest = INFINITY;
    CLAIM(arrivals->held_count <= ARRIVALS_MOST);
    for (size_t i = 0; i < arrivals->held_count; i++) {
        const struct held *held = &arrivals->held[i];
        CLAIM(held->number > (i ? held[-1].number : arrivals->expected - 1));
        oldest = fmin(oldest, held->at);
        readable(held->payload, held->size);
    }
    CLAIM(arrivals->oldest == oldest);
    CLAIM(arrivals->owed >= 0 && (arrivals->owed > 0) == isfinite(arrivals->acknowledge_at));
    CLAIM(arrivals->patience >= 0.01 && arrivals->patience <= 0.05);
}

/* Whoever waits is called some time. */
static void claim_outbound(const struct session *session)
{
    const struct window *window = &session->window;
    CLAIM(window->oldest <= window->next);
    CLAIM(window->size >= 1 && window->size <= window->maximum);
    CLAIM(session->queue_count <= SESSION_QUEUE);
    CLAIM(!session->queue_count || (!window_open(window) && isfinite(window->deadline)));
    CLAIM(window->round_trip >= 0 && window->deviation >= 0);
}

/* Every key is computed once: it was passed, or is kept. */
static void claim_chain(const struct chain *chain)
{
    CLAIM(chain->derived == chain->changes + chain->count);
    CLAIM(chain->count <= chain->capacity && chain->count <= CHAIN_FURTHEST);
}

static void claim_counters(const struct session *session)
{
    const struct counters *counters = &session->counters;
    int64_t passed = session->arrivals.expected - (int64_t)counters->frames_in -
                     (int64_t)counters->lost;
    CLAIM(counters->frames_out == counters->packets_out + counters->control_out);
    CLAIM(counters->frames_in >= counters->packets_in + counters->control_in);
    CLAIM(counters->frames_in >= counters->mppe_decrypted);
    CLAIM(counters->packets_out >= counters->mppe_encrypted);
    CLAIM(counters->octets_out >= counters->bytes_out);
    CLAIM(counters->octets_in >= counters->bytes_in);
    /* Some peers begin with 1, and then nothing was lost. */
    CLAIM(passed == 0 || passed == 1);
    CLAIM(session_snapshot(session).mppe_missed <= counters->lost + 1);
    CLAIM(session->window.next == (int64_t)counters->frames_out);
}

static void claim_session(const struct engine *engine, const struct session *session,
                          const struct batch *batch)
{
    claim_arrivals(&session->arrivals);
    claim_outbound(session);
    claim_counters(session);
    if (session->encrypts)
        claim_chain(&session->encryptor.chain);
    if (session->decrypts)
        claim_chain(&session->decryptor.chain);
    CLAIM(session->due <= session_deadline(session, batch));
    CLAIM(session->scheduled <= session->due);
    CLAIM(isfinite(session->scheduled) == (session->timer > 0));
    CLAIM(!session->timer || engine->timers.heap[session->timer] == session);
}

void claims_engine(const struct engine *engine, const struct batch *batch)
{
    size_t count = 0;
    EACH_SESSION(engine, session) {
        claim_session(engine, session, batch);
        count++;
    }
    CLAIM(engine->session_count == count && engine->timers.count <= count);
    for (size_t place = 2; place <= engine->timers.count; place++)
        CLAIM(engine->timers.heap[place]->scheduled >=
              engine->timers.heap[place / 2]->scheduled);
}

void claims_ticked(const struct engine *engine, const struct batch *batch, double now)
{
    EACH_SESSION(engine, session)
        CLAIM(session->scheduled > now || (!batch->waits && session_suspended(session, batch)));
}
