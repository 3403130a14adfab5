#include "idle.h"

enum { SCHEDULES = 4 /* keys made ready at a time: a packet that comes meanwhile waits for them */ };

static const double RESTING = 1.0; /* seconds without a packet after which no keys are kept ready */

/* The keys of a session that encrypts this way, else NULL. */
static struct chain *chain_of(struct session *session, enum way way)
{
    if (way == WAY_IN)
        return session->decrypts ? &session->decryptor.chain : NULL;
    return session->encrypts ? &session->encryptor.chain : NULL;
}

void idle_remember(struct engine *engine, enum way way, const struct session *session)
{
    struct recent *recent = &engine->recent[way];
    for (size_t i = 0; i < ENGINE_RECENT; i++)
        if (recent->call_ids[i] == session->spec.call_id) {
            recent->again[i] = true;
            return;
        }
    uint16_t *place = &recent->call_ids[recent->next];
    recent->again[recent->next] = false;
    recent->next = (recent->next + 1) % ENGINE_RECENT;
    struct session *oldest = engine->sessions[*place];
    struct chain *chain = oldest ? chain_of(oldest, way) : NULL;
    if (chain && chain->ring)
        chain_rest(chain);
    *place = session->spec.call_id;
}

/* Give back what a session that does nothing needs no more. */
static void rest(struct session *session, enum way way)
{
    if (way == WAY_IN && session->decrypts)
        mppe_decryptor_rest(&session->decryptor);
    if (way == WAY_OUT && session->encrypts)
        mppe_encryptor_rest(&session->encryptor);
}

/* Have a few more keys ready; false when there are enough, or no memory. */
static bool run_ahead(struct session *session, enum way way)
{
    const struct chain *chain = chain_of(session, way);
    unsigned before = chain ? chain->ready : 0;
    if (!chain)
        return false;
    if (way == WAY_IN)
        mppe_decryptor_run_ahead(&session->decryptor, SCHEDULES);
    else
        mppe_encryptor_run_ahead(&session->encryptor, SCHEDULES);
    return chain->ready > before;
}

static bool use(struct engine *engine, enum way way, double now)
{
    for (size_t i = 0; i < ENGINE_RECENT; i++) {
        struct session *session = engine->sessions[engine->recent[way].call_ids[i]];
        if (!session)
            continue;
        if (now - session->counters.last_data > RESTING)
            rest(session, way);
        else if (engine->recent[way].again[i] && run_ahead(session, way))
            return true;
    }
    return false;
}

bool idle_use(struct engine *engine, double now)
{
    bool in = use(engine, WAY_IN, now), out = use(engine, WAY_OUT, now);
    return in || out;
}
