#include "engine.h"

#include <math.h>
#include <stdlib.h>

#include "idle.h"
#include "mppe_ahead.h"

enum { TOGETHER = 64 }; /* packets whose sessions are looked up before the first is received */

struct engine *engine_new(void)
{
    struct engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        return NULL;
    networks_init(&engine->own_networks);
    engine->networks = &engine->own_networks;
    return engine;
}

void engine_share_networks(struct engine *engine, struct engine *other)
{
    engine->networks = other->networks;
}

void engine_free(struct engine *engine)
{
    for (size_t id = 0; id < 65536; id++)
        if (engine->sessions[id])
            engine_remove(engine, engine->sessions[id]);
    networks_free(&engine->own_networks);
    timers_free(&engine->timers);
    blocks_free(&engine->blocks);
    free(engine->awaiting);
    free(engine);
}

bool engine_add(struct engine *engine, const struct spec *spec)
{
    struct session *session = malloc(sizeof *session);
    if (!session)
        return false;
    session_init(session, spec, &engine->blocks);
    session->name = ++engine->added << 16 | spec->call_id;
    engine->sessions[spec->call_id] = session;
    engine->session_count++;
    return networks_add(engine->networks, session);
}

static bool same_routes(const struct spec *one, const struct spec *other)
{
    if (one->has_source != other->has_source || one->source != other->source ||
        one->route_count != other->route_count)
        return false;
    for (size_t i = 0; i < one->route_count; i++)
        if (one->routes[i].address != other->routes[i].address ||
            one->routes[i].length != other->routes[i].length)
            return false;
    return true;
}

bool engine_update(struct engine *engine, const struct spec *spec)
{
    struct session *session = engine->sessions[spec->call_id];
    if (same_routes(&session->spec, spec)) {
        session_update(session, spec);
        return true;
    }
    networks_remove(engine->networks, session);
    session_update(session, spec);
    return networks_add(engine->networks, session);
}

void engine_remove(struct engine *engine, struct session *session)
{
    networks_remove(engine->networks, session);
    timers_remove(&engine->timers, session);
    engine->sessions[session->spec.call_id] = NULL;
    engine->session_count--;
    session_free(session);
    free(session);
}

/* --- time ------------------------------------------------------------------------------------ */

/* Remember a session that waits for its owner. */
static void await(struct engine *engine, struct session *session, struct batch *batch)
{
    if (session->awaiting)
        return;
    if (engine->awaiting_count == engine->awaiting_room) {
        size_t room = engine->awaiting_room ? 2 * engine->awaiting_room : 64;
        uint16_t *more = realloc(engine->awaiting, room * sizeof *more);
        if (!more) {
            batch->no_memory++;
            return;
        }
        engine->awaiting = more;
        engine->awaiting_room = room;
    }
    engine->awaiting[engine->awaiting_count++] = session->spec.call_id;
    session->awaiting = true;
}

static void schedule(struct engine *engine, struct session *session, struct batch *batch)
{
    if (batch->waits && session_suspended(session, batch))
        await(engine, session, batch);
    if (!timers_set(&engine->timers, session, session_deadline(session, batch)))
        batch->no_memory++;
}

void engine_begin(struct engine *engine, struct batch *batch)
{
    batch->serial = ++engine->serial;
    batch->seen = engine->seen;
    batch->recording = engine->recording;
}

/* The cipher text of what was framed; or the caller makes it when others may use the engine. */
static void encipher(struct batch *batch)
{
    if (!batch->apart)
        batch_encipher(batch);
}

void engine_seen(struct engine *engine, uint64_t serial, double now, struct batch *batch)
{
    size_t count = engine->awaiting_count;
    engine->seen = batch->seen = serial;
    engine->awaiting_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct session *session = engine->sessions[engine->awaiting[i]];
        if (!session || !session->awaiting)
            continue;
        session->awaiting = false;
        session_tick(session, now, batch);
        schedule(engine, session, batch);
    }
    encipher(batch);
}

/* --- what one call has to do with --------------------------------------------------------------- */

/* Sessions touched by one call, in the order they were first touched. */
struct touched {
    struct session *first, **last;
};

/* Whether it is the first time. */
static bool touch(struct engine *engine, struct touched *touched, struct session *session)
{
    if (session->round == engine->round)
        return false;
    session->round = engine->round;
    session->next_touched = NULL;
    *touched->last = session;
    touched->last = &session->next_touched;
    return true;
}

static void settle_one(struct engine *engine, struct session *session, double now,
                       struct batch *batch)
{
    session_settle(session, now, batch);
    schedule(engine, session, batch);
}

static void settle(struct engine *engine, struct touched *touched, double now,
                   struct batch *batch)
{
    for (struct session *each = touched->first; each; each = each->next_touched)
        settle_one(engine, each, now, batch);
    encipher(batch);
}

/* The same where the encryptors are not ours now: a session that may go on sending is put off. */
static void settle_received(struct engine *engine, struct touched *touched, double now,
                            struct batch *batch)
{
    for (struct session *each = touched->first; each; each = each->next_touched)
        if (batch->apart && session_may_go_on(each))
            batch_backlog(batch, each->spec.call_id);
        else
            settle_one(engine, each, now, batch);
    encipher(batch);
}

void engine_catch_up(struct engine *engine, double now, struct batch *batch)
{
    for (size_t i = 0; i < batch->backlog_count; i++) {
        struct session *session = engine->sessions[batch->backlog[i]];
        if (session)
            settle_one(engine, session, now, batch);
    }
    batch->backlog_count = 0;
    encipher(batch);
}

void engine_tick(struct engine *engine, double now, struct batch *batch)
{
    struct touched touched = {NULL, &touched.first};
    struct session *due;
    engine->round++;
    while ((due = timers_due(&engine->timers, now)))
        touch(engine, &touched, due);
    for (struct session *each = touched.first; each; each = each->next_touched) {
        session_tick(each, now, batch);
        schedule(engine, each, batch);
    }
    encipher(batch);
}

/* --- from GRE -------------------------------------------------------------------------------- */

static void receive_some(struct engine *engine, const struct gre_packet *packets, size_t count,
                         double now, struct touched *touched, struct batch *batch)
{
    struct session *sessions[TOGETHER];
    gre_find_sessions(engine->sessions, packets, count, sessions);
    gre_look_ahead(sessions, packets, count, batch);
    for (size_t i = 0; i < count; i++) {
        if (!sessions[i]) {
            engine->stray++;
            continue;
        }
        if (touch(engine, touched, sessions[i]))
            idle_remember(engine, WAY_IN, sessions[i]);
        gre_receive(sessions[i], &packets[i], now, batch);
    }
}

void engine_from_gre(struct engine *engine, struct gre_packet *packets, size_t count, double now,
                     struct batch *batch)
{
    struct touched touched = {NULL, &touched.first};
    engine->round++;
    for (size_t i = 0; i < count; i += TOGETHER)
        receive_some(engine, packets + i, count - i < TOGETHER ? count - i : TOGETHER, now,
                     &touched, batch);
    /* Whose keys are expected may have others, or be gone, before the next call. */
    if (batch->ahead)
        mppe_ahead_forget(batch->ahead);
    settle_received(engine, &touched, now, batch);
}

/* --- to GRE ---------------------------------------------------------------------------------- */

static void send_ip(struct engine *engine, struct session *session,
                    const struct ip_packet *packet, double now, struct touched *touched,
                    struct batch *batch)
{
    if (!session) {
        engine->networks->unrouted++;
        return;
    }
    outbound_send_ip(session, packet->octets, packet->size, now, batch);
    if (touch(engine, touched, session))
        idle_remember(engine, WAY_OUT, session);
}

void engine_from_tun(struct engine *engine, struct ip_packet *packets, size_t count, double now,
                     struct batch *batch)
{
    struct touched touched = {NULL, &touched.first};
    engine->round++;
    for (size_t i = 0; i < count; i++) {
        struct session *session = networks_lookup(engine->networks, &packets[i]);
        send_ip(engine, session, &packets[i], now, &touched, batch);
    }
    settle(engine, &touched, now, batch);
}

void engine_from_tun_named(struct engine *engine, const struct ip_packet *packets,
                           const uint64_t *names, size_t count, double now, struct batch *batch)
{
    struct touched touched = {NULL, &touched.first};
    engine->round++;
    for (size_t i = 0; i < count; i++)
        send_ip(engine, engine_named(engine, names[i]), &packets[i], now, &touched, batch);
    settle(engine, &touched, now, batch);
}

void engine_send_frame(struct engine *engine, struct session *session, uint8_t *frame,
                       size_t size, double now, struct batch *batch)
{
    outbound_send_frame(session, frame, size, now, batch);
    schedule(engine, session, batch);
}
