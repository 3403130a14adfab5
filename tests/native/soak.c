/* Two engines with many calls between them over a bad network, for tools that look for leaks: calls
 * come and go, with traffic held and queued, keys change, and all is given back at the end. Exits
 * with 1 if nothing got through. */

#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "idle.h"
#include "octets.h"
#include "upward.h"

enum { CALLS = 300, ROUNDS = 400, TOGETHER = 8, LARGEST = 1400, LEFT = 1, RIGHT = 2 };

static const uint8_t KEYS[2][16] = {{1, 2, 3, 4, 5, 6, 7, 8}, {9, 10, 11, 12, 13, 14, 15, 16}};

struct end {
    struct engine *engine;
    struct batch batch, own, collected; /* `own` is what the owner of the calls has done */
    struct upward upward;
    uint32_t address;
};

static struct end left = {.address = LEFT}, right = {.address = RIGHT};
static double now;

static unsigned chance(unsigned below)
{
    static uint32_t state = 2637;
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
}

static void begin(struct end *end, struct batch *batch)
{
    batch_clear(batch);
    engine_begin(end->engine, batch);
}

/* The owner of the calls hears of it now and then. What goes out then is lost. */
static void finish(struct end *end)
{
    upward_put(&end->upward, 0, &end->batch);
    if (chance(4))
        return;
    uint64_t serials[SHARDS_MOST];
    batch_clear(&end->collected);
    upward_take(&end->upward, &end->collected, serials);
    begin(end, &end->own);
    engine_seen(end->engine, serials[0], now, &end->own);
    upward_put(&end->upward, 0, &end->own);
}

/* To the other end, and back again what that has to say; a tenth is lost, a tenth comes late. */
static void carry(struct end *from, struct end *to)
{
    struct gre_packet *packets = calloc(from->batch.gre_count + 1, sizeof *packets);
    size_t count = 0;
    for (size_t i = 0; i < from->batch.gre_count; i++) {
        const struct batch_gre *packet = &from->batch.gre[i];
        if (!chance(10))
            continue;
        size_t place = count && !chance(10) ? count - 1 : count;
        packets[count++] = packets[place];
        packets[place] = (struct gre_packet){from->address, malloc(packet->size), packet->size};
        memcpy(packets[place].octets, packet->packet, packet->size);
    }
    begin(to, &to->batch);
    engine_from_gre(to->engine, packets, count, now, &to->batch);
    finish(to);
    for (size_t i = 0; i < count; i++)
        free(packets[i].octets);
    free(packets);
}

static void encrypt(uint16_t call_id)
{
    int bits = chance(2) ? 128 : 40;
    bool stateful = chance(2), clear = !chance(3);
    struct session_keys keys = {bits, stateful, KEYS[0], KEYS[1]};
    struct session_keys turned = {bits, stateful, KEYS[1], KEYS[0]};
    session_encrypt(engine_find(left.engine, call_id), clear ? NULL : &keys);
    session_encrypt(engine_find(right.engine, call_id), clear ? NULL : &turned);
}

static void connect_end(struct end *end, uint16_t call_id, uint32_t peer)
{
    struct spec spec = {
        .call_id = call_id,
        .peer_call_id = call_id,
        .peer = peer,
        .window = 4,
        .receive_window = 16,
        .mru = 1500,
        .route_count = 1,
        .routes = malloc(sizeof *spec.routes),
        .capture_clear = !chance(8),
        .capture_wire = !chance(8),
    };
    spec.routes[0] = (struct network){call_id, 32};
    if (engine_find(end->engine, call_id))
        engine_update(end->engine, &spec);
    else
        engine_add(end->engine, &spec);
}

static void disconnect(uint16_t call_id)
{
    engine_remove(left.engine, engine_find(left.engine, call_id));
    engine_remove(right.engine, engine_find(right.engine, call_id));
}

static void connect(uint16_t call_id)
{
    connect_end(&left, call_id, RIGHT);
    connect_end(&right, call_id, LEFT);
}

static void send_packets(struct end *from, uint16_t call_id)
{
    static uint8_t memory[TOGETHER][SESSION_HEADROOM + LARGEST];
    struct ip_packet packets[TOGETHER];
    for (unsigned n = 0; n < TOGETHER; n++) {
        size_t size = 20 + chance(LARGEST - 20);
        packets[n] = (struct ip_packet){memory[n] + SESSION_HEADROOM, size};
        memset(packets[n].octets, 0, size);
        packets[n].octets[0] = 0x45;
        write16(packets[n].octets + 2, (uint16_t)size);
        write32(packets[n].octets + 16, call_id);
    }
    begin(from, &from->batch);
    engine_from_tun(from->engine, packets, TOGETHER, now, &from->batch);
    finish(from);
}

static void send_frame(struct end *from, uint16_t call_id)
{
    static uint8_t memory[SESSION_HEADROOM + 6];
    memcpy(memory + SESSION_HEADROOM, "\x80\xFD\x01\x01\x00\x04", 6);
    begin(from, &from->batch);
    engine_send_frame(from->engine, engine_find(from->engine, call_id), memory + SESSION_HEADROOM,
                      6, now, &from->batch);
}

static void round_of(uint16_t call_id)
{
    struct end *from = chance(2) ? &left : &right, *to = from == &left ? &right : &left;
    if (chance(8))
        send_packets(from, call_id);
    else
        send_frame(from, call_id);
    carry(from, to);
    carry(to, from);
    begin(from, &from->batch);
    engine_tick(from->engine, now += 0.01 * chance(3), &from->batch);
    finish(from);
    while (!chance(3) && idle_use(to->engine, now))
        continue;
    if (!chance(20))
        encrypt(call_id);
    if (!chance(20))
        connect(call_id);
    if (!chance(20)) {
        disconnect(call_id);
        connect(call_id);
    }
}

static bool open_end(struct end *end)
{
    end->engine = engine_new();
    batch_init(&end->batch);
    batch_init(&end->own);
    batch_init(&end->collected);
    end->batch.waits = end->own.waits = true;
    end->engine->recording = true;
    return end->engine && upward_init(&end->upward);
}

static void close_end(struct end *end)
{
    batch_free(&end->batch);
    batch_free(&end->own);
    batch_free(&end->collected);
    upward_free(&end->upward);
    engine_free(end->engine);
}

int main(void)
{
    if (!open_end(&left) || !open_end(&right))
        return EXIT_FAILURE;
    for (uint16_t call_id = 1; call_id <= CALLS; call_id++) {
        connect(call_id);
        encrypt(call_id);
    }
    uint64_t arrived = 0;
    for (unsigned n = 0; n < ROUNDS; n++) {
        round_of((uint16_t)(1 + chance(CALLS)));
        round_of((uint16_t)(1 + chance(4)));
    }
    for (uint16_t call_id = 1; call_id <= CALLS; call_id++)
        arrived += engine_find(right.engine, call_id)->counters.packets_in;
    for (uint16_t call_id = 1; call_id <= CALLS / 2; call_id++)
        disconnect(call_id);
    close_end(&left);
    close_end(&right);
    return arrived ? EXIT_SUCCESS : EXIT_FAILURE;
}
