/* The receive path under libFuzzer: an input is a schedule of what arrives at an engine with three
   calls, of time, and of what the owner of the calls does meanwhile. */

#include <math.h>

#include "claims.h"
#include "input.h"
#include "octets.h"
#include "peer.h"
#include "tcpip.h"
#include "watchdog.h"

enum {
    CALLS = 3,
    TOGETHER = 64, /* packets in one batch */
    ADDRESS = 0xC0000200,
    INNER = 0xAC100A00,
    SEND_MOST = 160, /* packets from TUN at once: more than a queue takes */
};

static const double STEPS[] = {0, 0.0002, 0.002, 0.01, 0.03, 0.05, 0.2, 0.5, 3, 90, 1e5, 1e-9};

struct world {
    struct input input;
    struct engine *engine;
    struct batch batch;
    struct tally before;
    double now;
    uint64_t serial; /* of the last batch that the owner of the calls has not acted on */
    struct peer peers[CALLS];
    uint64_t given[CALLS];  /* packets that were a call's own, as it was last made */
    int64_t furthest[CALLS]; /* the highest number of them */
    int64_t keyed[CALLS];    /* the number deciphered last when a call got its keys */
    uint64_t unkept;       /* packets there was no room for */
    struct gre_packet arriving[TOGETHER];
    size_t arriving_count;
    struct filter_rule rules[2];
    struct filter_range range;
    struct filter filter;
};

static struct session *session_of(struct world *world, unsigned call)
{
    return engine_find(world->engine, (uint16_t)(call + 1));
}

static struct batch *begin(struct world *world)
{
    batch_clear(&world->batch);
    /* Who does not wait has acted on everything. */
    if (!world->batch.waits)
        world->engine->seen = world->engine->serial;
    engine_begin(world->engine, &world->batch);
    world->before = claims_tally(world->engine, &world->batch);
    return &world->batch;
}

/* However often forged counts ask for them, no more keys are made than numbers were passed since
   the first, and those that come along with a schedule. */
static void claim_keys(struct world *world, unsigned call)
{
    const struct session *session = session_of(world, call);
    if (!session || !session->decrypts || session->decryptor.stateful)
        return;
    uint64_t passed = (uint64_t)(world->furthest[call] - world->keyed[call]);
    CLAIM(session->decryptor.chain.derived <= (passed < CHAIN_NEAR ? CHAIN_NEAR : passed) + 2);
}

/* Every packet of a call is accounted for, and none twice. */
static void claim_given(struct world *world, unsigned call)
{
    const struct session *session = session_of(world, call);
    if (!session)
        return;
    const struct counters *counters = &session->counters;
    uint64_t held = session->arrivals.held_count, given = world->given[call];
    CLAIM(counters->frames_in + counters->duplicates + held <= given);
    CLAIM(given <= counters->acks_in + counters->frames_in + counters->duplicates +
                       counters->malformed + counters->mppe_dropped + held + world->unkept);
}

static void end(struct world *world, size_t arrived)
{
    struct batch *batch = &world->batch;
    uint64_t unkept = batch->no_memory - world->before.no_memory;
    CLAIM(unkept <= arrived);
    world->unkept += unkept;
    claims_batch(world->engine, batch, &world->before, arrived);
    claims_engine(world->engine, batch);
    for (unsigned call = 0; call < CALLS; call++) {
        claim_given(world, call);
        claim_keys(world, call);
    }
    if (batch->frame_count || batch->event_count)
        world->serial = batch->serial;
}

/* --- packets --------------------------------------------------------------------------------- */

/* Half a round away nobody can tell what number is meant: then any may be. */
static void note_number(struct world *world, unsigned call, uint32_t wire)
{
    const struct arrivals *arrivals = &session_of(world, call)->arrivals;
    int64_t number = arrivals_number(arrivals, wire);
    if (llabs(number - arrivals->expected) > 1 << 30)
        number = INT64_MAX / 2;
    if (number > world->furthest[call])
        world->furthest[call] = number;
}

/* Count a packet of one of the calls; false for a stray one. */
static bool count_given(struct world *world, const struct gre_packet *packet)
{
    if (packet->size < 8)
        return false;
    unsigned call = read16(packet->octets + 6) - 1u;
    if (call >= CALLS || !session_of(world, call) || packet->source != ADDRESS + call)
        return false;
    /* The shortest header says nothing at all. */
    bool nothing = read32(packet->octets) == 0x2001880B && !read16(packet->octets + 4);
    world->given[call] += !nothing;
    if (packet->size >= 12)
        note_number(world, call, read32(packet->octets + 8));
    return true;
}

static void flush(struct world *world)
{
    uint64_t stray = world->engine->stray;
    struct batch *batch = begin(world);
    for (size_t i = 0; i < world->arriving_count; i++)
        stray += !count_given(world, &world->arriving[i]);
    engine_from_gre(world->engine, world->arriving, world->arriving_count, world->now, batch);
    CLAIM(world->engine->stray == stray);
    end(world, world->arriving_count);
    for (size_t i = 0; i < world->arriving_count; i++)
        free(world->arriving[i].octets);
    world->arriving_count = 0;
}

static void arrive(struct world *world, unsigned from, const uint8_t *octets, size_t size)
{
    struct gre_packet *packet = &world->arriving[world->arriving_count++];
    *packet = (struct gre_packet){ADDRESS + from, exactly(size), size};
    if (size)
        memcpy(packet->octets, octets, size);
    if (world->arriving_count == TOGETHER)
        flush(world);
}

static void from_nobody(struct world *world)
{
    uint8_t octets[256], how = input_octet(&world->input);
    size_t size = input_octet(&world->input);
    input_octets(&world->input, octets, size);
    arrive(world, how % (CALLS + 1), octets, size);
}

static void from_peer(struct world *world, unsigned call, uint8_t how)
{
    struct input *input = &world->input;
    struct peer *peer = &world->peers[call];
    struct peer_packet *packet = how & 1   ? peer_frame(peer, input)
                                 : how & 2 ? peer_again(peer, input_octet(input))
                                           : peer_data(peer, input);
    unsigned count = how & 8 ? input_octet(input) : 1;
    if (how & 4)
        peer_damage(packet, input);
    if (how & 16)
        return; /* it comes later, or never */
    for (; count; count--) {
        arrive(world, call, packet->octets, packet->size);
        if (how & 32 && packet->size >= 12)
            write32(packet->octets + 8, read32(packet->octets + 8) + 1);
    }
}

static void from_tun(struct world *world, unsigned call)
{
    struct ip_packet packets[SEND_MOST];
    uint8_t *memory[SEND_MOST];
    size_t count = input_octet(&world->input) % SEND_MOST;
    size_t size = 20 + input_word(&world->input) % 1600;
    flush(world);
    for (size_t i = 0; i < count; i++) {
        memory[i] = exactly(SESSION_HEADROOM + size);
        memset(memory[i], 0, SESSION_HEADROOM);
        packets[i] = (struct ip_packet){memory[i] + SESSION_HEADROOM, size};
        peer_ip(packets[i].octets, size, 0x0A000001, INNER + call, &world->input);
    }
    struct batch *batch = begin(world);
    engine_from_tun(world->engine, packets, count, world->now, batch);
    end(world, count);
    for (size_t i = 0; i < count; i++)
        free(memory[i]);
}

static void send_frame(struct world *world, unsigned call)
{
    size_t size = 4 + input_octet(&world->input) % 64;
    uint8_t *memory = exactly(SESSION_HEADROOM + size);
    input_octets(&world->input, memory + SESSION_HEADROOM, size);
    flush(world);
    struct batch *batch = begin(world);
    if (session_of(world, call))
        engine_send_frame(world->engine, session_of(world, call), memory + SESSION_HEADROOM, size,
                          world->now, batch);
    end(world, 0);
    free(memory);
}

/* --- time, and the owner --------------------------------------------------------------------- */

static void tick(struct world *world, bool on_time)
{
    double deadline = engine_deadline(world->engine);
    flush(world);
    if (on_time && isfinite(deadline))
        world->now = fmax(world->now, deadline);
    struct batch *batch = begin(world);
    engine_tick(world->engine, world->now, batch);
    end(world, 0);
    claims_ticked(world->engine, batch, world->now);
}

static void seen(struct world *world)
{
    flush(world);
    uint64_t serial = world->serial;
    struct batch *batch = begin(world);
    if (serial > world->engine->seen)
        engine_seen(world->engine, serial, world->now, batch);
    end(world, 0);
}

static struct spec draw_spec(struct world *world, unsigned call)
{
    static const uint16_t WINDOWS[] = {1, 2, 16, 64, 1024, 0, 3, 65535};
    static const uint16_t MRUS[] = {1500, 1400, 576, 0, 3, 24, 65535, 1700};
    struct input *input = &world->input;
    uint8_t flags = input_octet(input), more = input_octet(input), sizes = input_octet(input);
    struct spec spec = {
        .call_id = (uint16_t)(call + 1),
        .peer_call_id = (uint16_t)(0x100 + call),
        .peer = ADDRESS + call,
        .window = WINDOWS[sizes & 7],
        .receive_window = WINDOWS[sizes >> 3 & 7],
        .mru = MRUS[more & 7],
        .pfc = flags & 1,
        .acfc = flags & 2,
        .mss = flags & 4 ? 1300 : 0,
        .has_source = flags & 8,
        .source = 0x0A000001,
        .route_count = more & 8 ? 0 : 1,
        .routes = exactly(sizeof *spec.routes),
        .inward = flags & 16 ? &world->filter : NULL,
        .outward = flags & 32 ? &world->filter : NULL,
        .require_encryption = more & 16,
        .capture_clear = more & 32,
        .capture_wire = more & 64,
    };
    spec.routes[0] = (struct network){INNER + call, more & 128 ? 24 : 32};
    return spec;
}

static void give_keys(struct world *world, unsigned call, unsigned mode)
{
    struct session *session = session_of(world, call);
    session_encrypt(session, peer_keys(mode));
    world->keyed[call] = session->deciphered;
}

static void connect(struct world *world, unsigned call)
{
    struct spec spec = draw_spec(world, call);
    struct peer *peer = &world->peers[call];
    unsigned mode = input_octet(&world->input);
    CLAIM(engine_add(world->engine, &spec));
    world->given[call] = 0;
    world->furthest[call] = 0;
    peer->call_id = spec.call_id;
    peer->number = 0;
    give_keys(world, call, mode);
    peer_encrypt(peer, mode, false);
}

static void disconnect(struct world *world, unsigned call)
{
    peer_encrypt(&world->peers[call], 0, true);
    if (session_of(world, call))
        engine_remove(world->engine, session_of(world, call));
}

/* What the owner of the calls does with one of them. */
static void own(struct world *world, unsigned call, uint8_t what)
{
    struct session *session = session_of(world, call);
    flush(world);
    if (!session) {
        connect(world, call);
    } else if (what == 0) {
        disconnect(world, call);
    } else if (what == 1) {
        struct spec spec = draw_spec(world, call);
        CLAIM(engine_update(world->engine, &spec));
    } else if (what == 2) {
        uint8_t mode = input_octet(&world->input);
        give_keys(world, call, mode);
        peer_encrypt(&world->peers[call], mode, mode & 0x80);
    } else if (what == 3) {
        session_reset(session);
    } else if (what == 4 && world->peers[call].encrypts) {
        mppe_encryptor_reset(&world->peers[call].encryptor);
    } else {
        world->engine->recording = !world->engine->recording;
    }
}

/* One step of the schedule. */
static void step(struct world *world)
{
    uint8_t what = input_octet(&world->input), how = input_octet(&world->input);
    unsigned call = what >> 4 & 3;
    if (call >= CALLS)
        call = 0;
    switch (what & 15) {
    case 0: from_nobody(world); break;
    case 1: from_tun(world, call); break;
    case 2: send_frame(world, call); break;
    case 3: tick(world, how & 1); break;
    case 4: seen(world); break;
    case 5: own(world, call, how % 6); break;
    case 6: flush(world); break;
    case 7: flush(world); world->now += STEPS[how % (sizeof STEPS / sizeof *STEPS)]; break;
    default: from_peer(world, call, how); break;
    }
}

static void finish(struct world *world)
{
    flush(world);
    for (unsigned call = 0; call < CALLS; call++)
        disconnect(world, call);
    world->serial = world->engine->serial;
    seen(world);
    struct engine *engine = world->engine;
    CLAIM(!engine->session_count && !engine->timers.count);
    for (unsigned length = 0; length <= 32; length++)
        CLAIM(!engine->networks->routes.tables[length].count &&
              !engine->networks->sources.tables[length].count);
    batch_free(&world->batch);
    free(world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct engine *engine;
    watchdog_begin(WATCHDOG_PATIENCE);
    struct world *world = calloc(1, sizeof *world);
    CLAIM(world && (engine || (engine = engine_new())));
    world->input = (struct input){data, size};
    world->engine = engine;
    world->rules[0] = (struct filter_rule){.protocol = IP_PROTOCOL_TCP, .icmp_type = FILTER_ANY,
                                           .established = true, .looks_deeper = true,
                                           .source.count = 1, .destination.count = 1};
    world->rules[1] = (struct filter_rule){.protocol = FILTER_ANY, .icmp_type = FILTER_ANY,
                                           .permit = true};
    world->range = (struct filter_range){0, 0xFFFF};
    world->filter = (struct filter){world->rules, &world->range, 2};
    batch_init(&world->batch);
    uint8_t how = input_octet(&world->input);
    world->batch.waits = how & 1;
    engine->recording = how & 2;
    for (unsigned call = 0; call < CALLS; call++)
        connect(world, call);
    while (world->input.left)
        step(world);
    finish(world);
    return 0;
}
