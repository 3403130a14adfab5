#include "session.h"

#include <math.h>
#include <stdlib.h>

/* What follows from the settings. */
static void take_over(struct session *session)
{
    policer_change(&session->police_in, &session->spec.police_in);
    policer_change(&session->police_out, &session->spec.police_out);
    outbound_update(session);
}

void session_init(struct session *session, const struct spec *spec, struct blocks *blocks)
{
    *session = (struct session){
        .spec = *spec,
        .blocks = blocks,
        .due = INFINITY,
        .scheduled = INFINITY,
        .deciphered = -1,
        .reported = {-INFINITY, -INFINITY},
    };
    arrivals_init(&session->arrivals, blocks);
    window_init(&session->window, spec->window);
    take_over(session);
}

void session_free(struct session *session)
{
    session_encrypt(session, NULL);
    arrivals_free(&session->arrivals);
    for (size_t i = 0; i < session->queue_count; i++)
        blocks_give(session->blocks,
                    session->queue[(session->queue_first + i) % SESSION_QUEUE].octets);
    free(session->queue);
    free(session->spec.routes);
}

void session_update(struct session *session, const struct spec *spec)
{
    free(session->spec.routes);
    session->spec = *spec;
    take_over(session);
}

/* Set what the policers counted. */
static void fold_limits(const struct session *session, struct counters *counters)
{
    const struct policer *in = &session->police_in, *out = &session->police_out;
    counters->conformed_in = in->conformed;
    counters->conformed_bytes_in = in->conformed_octets;
    counters->exceeded_in = in->exceeded;
    counters->exceeded_bytes_in = in->exceeded_octets;
    counters->burst_in = policer_burst(in);
    counters->last_limited_in = in->last;
    counters->conformed_out = out->conformed;
    counters->conformed_bytes_out = out->conformed_octets;
    counters->exceeded_out = out->exceeded;
    counters->exceeded_bytes_out = out->exceeded_octets;
    counters->burst_out = policer_burst(out);
    counters->last_limited_out = out->last;
}

/* Add what the present MPPE streams counted themselves. */
static void fold(const struct session *session, struct counters *counters)
{
    if (session->encrypts) {
        counters->mppe_tx_coherency = session->encryptor.coherency;
        counters->mppe_tx_key_changes += mppe_encryptor_changes(&session->encryptor);
    }
    if (session->decrypts) {
        counters->mppe_rx_coherency = session->decryptor.coherency;
        counters->mppe_rx_key_changes += mppe_decryptor_changes(&session->decryptor);
        counters->mppe_missed += session->decryptor.missed;
    }
}

void session_encrypt(struct session *session, const struct session_keys *keys)
{
    fold(session, &session->counters);
    outbound_encrypt_with(session, keys);
    inbound_decrypt_with(session, keys);
}

void session_reset(struct session *session)
{
    session->counters.mppe_resets_received++;
    if (session->encrypts)
        mppe_encryptor_reset(&session->encryptor);
}

double session_deadline(const struct session *session, const struct batch *batch)
{
    bool waits = batch->waits && session_suspended(session, batch);
    return fmin(waits ? session->arrivals.acknowledge_at : arrivals_deadline(&session->arrivals),
                session->window.deadline);
}

void session_tick(struct session *session, double now, struct batch *batch)
{
    window_expire(&session->window, now);
    inbound_release(session, now, batch);
    session_settle(session, now, batch);
}

void session_settle(struct session *session, double now, struct batch *batch)
{
    outbound_drain(session, now, batch);
    int64_t threshold = session->spec.receive_window / ARRIVALS_ACK_SHARE;
    if (session->arrivals.owed >= (threshold > 1 ? threshold : 1) ||
        arrivals_acknowledgment_due(&session->arrivals, now))
        outbound_acknowledge(session, batch);
}

struct counters session_snapshot(const struct session *session)
{
    struct counters counters = session->counters;
    counters.sequence_in = (uint32_t)session->arrivals.expected;
    counters.sequence_out = (uint32_t)session->window.next;
    counters.send_window = (uint64_t)session->window.size;
    fold_limits(session, &counters);
    fold(session, &counters);
    return counters;
}
