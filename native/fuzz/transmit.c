/* The way of packets from one TUN device to another under libFuzzer: an input is what reads of the
   first give, with their vnet headers. They are cut, sent through two engines, and merged again. */

#include "checksum.h"
#include "claims.h"
#include "input.h"
#include "octets.h"
#include "peer.h"
#include "segments.h"
#include "watchdog.h"

enum {
    LEFT = 0xC0000201,
    RIGHT = 0xC0000202,
    TOGETHER = 64,
    READ_MOST = 6000,     /* octets of a packet that is made here */
    SEGMENTS_READ = 128,  /* segments of one read that are looked at */
    SENT_MOST = 2 * SEGMENTS_READ,
    CONNECTIONS = 4,
};

/* `unproved`: a packet was sent that no receiver can tell from garbage. */
struct world {
    struct input input;
    struct engine *left, *right;
    struct batch left_batch, right_batch;
    double now;
    bool encrypted, unproved;
    uint16_t mss;
    uint32_t next[CONNECTIONS];
    struct ip_packet packets[SENT_MOST]; /* of several reads, sent together */
    size_t packet_count;
    struct segments sent, written;
    size_t arrived; /* how many of those sent */
    struct gro gro;
};

static void begin(struct engine *engine, struct batch *batch)
{
    batch_clear(batch);
    engine->seen = engine->serial;
    engine_begin(engine, batch);
}

/* --- the far end ----------------------------------------------------------------------------- */

/* Packets arrive as they were sent and in order, though not all of them where some cannot be told
   from garbage. */
static void claim_arrived(struct world *world, const struct batch_tun *packet)
{
    struct segments *sent = &world->sent;
    size_t at = world->arrived;
    while (world->unproved && at < sent->count &&
           (sent->sizes[at] != packet->size ||
            memcmp(sent->packets[at], packet->packet, packet->size)))
        at++;
    CLAIM(at < sent->count && sent->sizes[at] == packet->size);
    CLAIM(!memcmp(sent->packets[at], packet->packet, packet->size));
    world->arrived = at + 1;
}

/* Into the TUN device of the far end, or back into that of this one. */
static void write_tun(struct world *world, const struct batch *batch)
{
    gro_init(&world->gro, segments_claim_merged, &world->written);
    for (size_t i = 0; i < batch->tun_count; i++)
        segments_add(&world->written, batch->tun[i].packet, batch->tun[i].size);
    for (size_t i = 0; i < batch->tun_count; i++)
        gro_add(&world->gro, batch->tun[i].packet, batch->tun[i].size);
    gro_flush(&world->gro);
    for (size_t i = 0; i < world->written.count; i++)
        CLAIM(world->written.done[i]);
    segments_free(&world->written);
}

static void deliver(struct world *world, const struct tally *before, size_t count)
{
    struct batch *batch = &world->right_batch;
    claims_batch(world->right, batch, before, count);
    claims_engine(world->right, batch);
    for (size_t i = 0; i < batch->tun_count; i++)
        claim_arrived(world, &batch->tun[i]);
    write_tun(world, batch);
}

static void carry(struct world *world, const struct batch_gre *packets, size_t count)
{
    struct gre_packet arriving[TOGETHER];
    for (size_t i = 0; i < count; i++) {
        arriving[i] = (struct gre_packet){LEFT, exactly(packets[i].size), packets[i].size};
        memcpy(arriving[i].octets, packets[i].packet, packets[i].size);
    }
    begin(world->right, &world->right_batch);
    struct tally before = claims_tally(world->right, &world->right_batch);
    engine_from_gre(world->right, arriving, count, world->now, &world->right_batch);
    deliver(world, &before, count);
    for (size_t i = 0; i < count; i++)
        free(arriving[i].octets);
}

/* What is held waits no longer. */
static void let_time_pass(struct world *world)
{
    world->now += 0.06;
    begin(world->right, &world->right_batch);
    struct tally before = claims_tally(world->right, &world->right_batch);
    engine_tick(world->right, world->now, &world->right_batch);
    deliver(world, &before, 0);
    claims_ticked(world->right, &world->right_batch, world->now);
}

/* --- this end -------------------------------------------------------------------------------- */

/* Remember what a packet should be when it arrives. */
static void expect(struct world *world, const struct ip_packet *packet)
{
    const struct session *session = engine_find(world->left, 1);
    const uint8_t *octets = packet->octets;
    size_t size = packet->size, overhead = world->encrypted ? 4 : 0;
    if (size < 20 || octets[0] >> 4 != 4 || size > session->spec.mru - overhead)
        return;
    segments_add(&world->sent, octets, size);
    if (world->mss)
        clamp_mss(world->sent.packets[world->sent.count - 1], size, world->mss);
    size_t length = read16(octets + 2);
    world->unproved |= world->encrypted && (length < 20 || length > size);
}

static void send(struct world *world)
{
    struct batch *batch = &world->left_batch;
    size_t count = world->packet_count;
    begin(world->left, batch);
    struct tally before = claims_tally(world->left, batch);
    engine_from_tun(world->left, world->packets, count, world->now, batch);
    claims_batch(world->left, batch, &before, count);
    claims_engine(world->left, batch);
    for (size_t i = 0; i < batch->gre_count; i += TOGETHER) {
        size_t left = batch->gre_count - i;
        carry(world, batch->gre + i, left < TOGETHER ? left : TOGETHER);
    }
    write_tun(world, batch);
    let_time_pass(world);
    CLAIM(world->unproved || world->arrived == world->sent.count);
    segments_free(&world->sent);
    world->arrived = 0;
    for (size_t i = 0; i < count; i++)
        free(world->packets[i].octets - SESSION_HEADROOM);
    world->packet_count = 0;
}

/* The next of what was read. */
static void cut(struct world *world, struct gso *gso)
{
    uint8_t *memory = exactly(SESSION_HEADROOM + gso->largest);
    struct ip_packet *packet = &world->packets[world->packet_count++];
    memset(memory, 0, SESSION_HEADROOM);
    packet->octets = memory + SESSION_HEADROOM;
    packet->size = gso_next(gso, packet->octets);
    segments_claim_cut(gso, packet->octets, packet->size);
    expect(world, packet);
}

/* A read: vnet header and packet, `size` octets together. */
static void read_tun(struct world *world, const uint8_t *read, size_t size)
{
    struct gso gso;
    size_t count = gso_begin(&gso, read, size);
    if (world->packet_count > SEGMENTS_READ)
        send(world);
    for (size_t i = 0; i < count && i < SEGMENTS_READ; i++)
        cut(world, &gso);
    CLAIM(count > SEGMENTS_READ || !gso_next(&gso, NULL));
}

/* --- what is read ---------------------------------------------------------------------------- */

static void read_raw(struct world *world)
{
    size_t size = input_word(&world->input) % 512;
    uint8_t *read = exactly(size);
    input_octets(&world->input, read, size);
    read_tun(world, read, size);
    free(read);
}

/* TCP or UDP that the kernel left whole, of one of a few connections, each of whose data goes
   on. */
static void write_headers(struct world *world, uint8_t how, uint8_t *packet, size_t size)
{
    unsigned connection = how & (CONNECTIONS - 1);
    bool tcp = how & 4;
    uint8_t *inner = packet + IPV4_HEADER;
    size_t header = IPV4_HEADER + (tcp ? TCP_HEADER : UDP_HEADER);
    peer_ip(packet, size, 0x0A000001, 0xAC100A01, &world->input);
    packet[6] = how & 0x40;
    packet[9] = tcp ? IP_PROTOCOL_TCP : IP_PROTOCOL_UDP;
    uint8_t more = input_octet(&world->input);
    packet[1] = more >> 6;
    packet[8] = more & 32 ? 64 : 63;
    write16(packet + 4, more & 15);
    ipv4_write_checksum(packet, IPV4_HEADER);
    memset(inner, 0, header - IPV4_HEADER);
    write16(inner, (uint16_t)(1000 + connection));
    write16(inner + 2, 80);
    if (!tcp)
        return;
    write32(inner + 4, world->next[connection]);
    inner[12] = 0x50;
    inner[13] = how & 8 ? input_octet(&world->input) : TCP_ACK;
    world->next[connection] += (uint32_t)(size - header);
}

static void read_made(struct world *world, uint8_t how)
{
    bool tcp = how & 4;
    size_t header = IPV4_HEADER + (tcp ? TCP_HEADER : UDP_HEADER);
    size_t size = header + input_word(&world->input) % READ_MOST;
    uint8_t *read = exactly(VNET_HEADER + size), *packet = read + VNET_HEADER;
    struct vnet vnet = {
        .flags = VNET_NEEDS_CHECKSUM,
        .gso_type = how & 8 ? VNET_GSO_NONE : tcp ? VNET_GSO_TCP4 : VNET_GSO_UDP,
        .header_size = (uint16_t)header,
        .gso_size = (uint16_t)(input_octet(&world->input) * 16),
        .checksum_start = IPV4_HEADER,
        .checksum_offset = tcp ? 16 : 6,
    };
    memcpy(read, &vnet, VNET_HEADER);
    write_headers(world, how, packet, size);
    uint64_t sum = ipv4_pseudo_header(packet, packet[9], (uint16_t)(size - IPV4_HEADER));
    write16(packet + IPV4_HEADER + vnet.checksum_offset, (uint16_t)~checksum_finish(sum));
    if (how & 16)
        for (unsigned changes = 2; changes; changes--)
            read[input_octet(&world->input) % (VNET_HEADER + header)] ^= input_octet(&world->input);
    read_tun(world, read, VNET_HEADER + size);
    free(read);
}

/* --- one input ------------------------------------------------------------------------------- */

static void connect(struct engine *engine, bool left, uint32_t mru, uint16_t mss,
                    const struct session_keys *keys)
{
    struct spec spec = {
        .call_id = left ? 1 : 2,
        .peer_call_id = left ? 2 : 1,
        .peer = left ? RIGHT : LEFT,
        .window = 1 << 20,
        .receive_window = 64,
        .mru = mru,
        .mss = mss,
        .pfc = left,
        .acfc = left,
        .route_count = 1,
        .routes = exactly(sizeof *spec.routes),
    };
    spec.routes[0] = (struct network){0, 0};
    CLAIM(engine_add(engine, &spec));
    session_encrypt(engine_find(engine, spec.call_id), keys);
}

static void connect_both(struct world *world)
{
    uint8_t how = input_octet(&world->input);
    const struct session_keys *keys = peer_keys(how & 7), *turned = NULL;
    struct session_keys other;
    uint32_t mru = how & 8 ? 1500 : how & 16 ? 600 : 65535;
    world->mss = how & 32 ? 1000 : 0;
    world->encrypted = keys;
    if (keys) {
        other = (struct session_keys){keys->bits, keys->stateful, keys->receive, keys->send};
        turned = &other;
    }
    connect(world->left, true, mru, world->mss, keys);
    connect(world->right, false, 1500, world->mss, turned);
}

static void disconnect_both(struct world *world)
{
    engine_remove(world->left, engine_find(world->left, 1));
    engine_remove(world->right, engine_find(world->right, 2));
    batch_free(&world->left_batch);
    batch_free(&world->right_batch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct engine *left, *right;
    watchdog_begin(WATCHDOG_PATIENCE);
    struct world *world = calloc(1, sizeof *world);
    CLAIM(world && (left || (left = engine_new())) && (right || (right = engine_new())));
    world->left = left;
    world->right = right;
    world->input = (struct input){data, size};
    batch_init(&world->left_batch);
    batch_init(&world->right_batch);
    connect_both(world);
    while (world->input.left) {
        uint8_t how = input_octet(&world->input);
        if (how & 128)
            read_raw(world);
        else
            read_made(world, how);
        if (how & 32)
            send(world);
    }
    send(world);
    disconnect_both(world);
    free(world);
    return 0;
}
