#include "carrier.h"

#include "octets.h"

_Static_assert((int)IO_BATCH <= (int)BATCH_BACKLOG,
               "each packet from GRE may leave a session that has to catch up");

/* Packets that are deciphered while others wait for the same engine. */
enum { TOGETHER = 16 };

bool carrier_init(struct carrier *carrier, struct shards *shards, struct shard *own,
                  struct upward *upward, const struct io_ends *ends)
{
    *carrier = (struct carrier){
        .shards = shards, .own = own, .upward = upward, .io = io_new(ends)};
    batch_init(&carrier->batch);
    batch_clear(&carrier->batch);
    carrier->batch.apart = carrier->batch.waits = true;
    return carrier->io != NULL;
}

void carrier_free(struct carrier *carrier)
{
    batch_free(&carrier->batch);
    io_free(carrier->io);
    carrier->io = NULL;
}

void carrier_begin(struct carrier *carrier)
{
    batch_clear(&carrier->batch);
}

/* --- an engine is ours ------------------------------------------------------------------------ */

struct batch *carrier_enter(struct carrier *carrier, struct shard *shard)
{
    shard_take(shard);
    engine_begin(shard->engine, &carrier->batch);
    return &carrier->batch;
}

/* Others may have all but the encryptors again. Whether the shard's worker is to be woken. */
static bool give_lock(struct carrier *carrier, struct shard *shard)
{
    upward_put(carrier->upward, shard->number, &carrier->batch);
    batch_told(&carrier->batch);
    bool late = shard != carrier->own && shard_would_be_late(shard);
    gate_give(&shard->lock);
    return late;
}

void carrier_leave(struct carrier *carrier, struct shard *shard)
{
    bool late = give_lock(carrier, shard);
    batch_encipher(&carrier->batch);
    io_flush(carrier->io, &carrier->batch);
    gate_give(&shard->out);
    batch_empty(&carrier->batch);
    if (late)
        shard_wake(shard);
}

/* --- packets ---------------------------------------------------------------------------------- */

/* Sessions whose windows what came has opened go on. */
static void catch_up(struct carrier *carrier, struct shard *shard, double now)
{
    struct batch *batch = carrier_enter(carrier, shard);
    engine_catch_up(shard->engine, now, batch);
    carrier_leave(carrier, shard);
}

/* Somebody else may encipher packets meanwhile, and number others in between. */
static void receive_part(struct carrier *carrier, struct shard *shard,
                         struct gre_packet *packets, size_t count, double now)
{
    struct batch *batch = &carrier->batch;
    size_t most = carrier->shards->count > 1 ? TOGETHER : count;
    bool late = false;
    for (size_t i = 0; i < count; i += most) {
        gate_take(&shard->lock);
        engine_begin(shard->engine, batch);
        engine_from_gre(shard->engine, packets + i, count - i < most ? count - i : most, now,
                        batch);
        late |= give_lock(carrier, shard);
    }
    io_flush(carrier->io, batch);
    batch_empty(batch);
    if (late)
        shard_wake(shard);
    if (batch->backlog_count)
        catch_up(carrier, shard, now);
}

/* What is no GRE packet is counted by the first. */
static size_t shard_of_packet(const struct shards *shards, const struct gre_packet *packet)
{
    return packet->size < 8 ? 0 : read16(packet->octets + 6) % shards->count;
}

void carrier_from_gre(struct carrier *carrier, size_t count, double now)
{
    struct gre_packet sorted[IO_BATCH], *packets = carrier->io->gre_packets;
    for (size_t number = 0, left = count; left; number++) {
        size_t taken = 0;
        for (size_t i = 0; i < count; i++)
            if (shard_of_packet(carrier->shards, &packets[i]) == number)
                sorted[taken++] = packets[i];
        left -= taken;
        if (taken)
            receive_part(carrier, &carrier->shards->each[number], sorted, taken, now);
    }
}

static void send_part(struct carrier *carrier, struct shard *shard,
                      const struct ip_packet *packets, const uint64_t *names,
                      size_t count, double now)
{
    struct batch *batch = carrier_enter(carrier, shard);
    engine_from_tun_named(shard->engine, packets, names, count, now, batch);
    carrier_leave(carrier, shard);
}

void carrier_from_tun(struct carrier *carrier, size_t count, double now)
{
    struct shards *shards = carrier->shards;
    const struct ip_packet *packets = carrier->io->ip_packets;
    struct arena *arena = &carrier->batch.arena;
    struct ip_packet *sorted = (void *)arena_take(arena, count * sizeof *sorted);
    uint64_t *names = (void *)arena_take(arena, 2 * count * sizeof *names);
    if (!sorted || !names) {
        carrier->batch.no_memory++;
        return;
    }
    uint64_t *sorted_names = names + count;
    networks_find(shards->each[0].engine->networks, packets, count, names);
    for (size_t number = 0; number < shards->count; number++) {
        size_t taken = 0;
        for (size_t i = 0; i < count; i++) {
            if (!names[i] || shards_of(shards, (uint16_t)names[i])->number != number)
                continue;
            sorted[taken] = packets[i];
            sorted_names[taken++] = names[i];
        }
        if (taken)
            send_part(carrier, &shards->each[number], sorted, sorted_names, taken, now);
    }
}
