/* How much two threads carry where one did: engines with their locks, packets from and to memory, no
   sockets.

   workers MILLISECONDS THREADS WAYS SESSIONS SIZE
   prints the nanoseconds of wall time a packet of SIZE octets takes, MPPE-128 stateless, in the best
   of many short rounds, that is one in which nobody else wanted the processors. WAYS is 2 when as many come from GRE as go there, else 1: all go there. THREADS share the
   work as workers do: a session's packets are deciphered by the thread of its number, and
   enciphered by the next. */

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "octets.h"
#include "shards.h"
#include "tcpip.h"

enum { BATCH = 64, BATCHES = 32, TOGETHER = 16, HEAD = 96, MOST = 1600 };

static const uint8_t KEYS[2][16] = {{1, 2, 3}, {4, 5, 6}};
static const uint32_t CLIENT = 0xC0000201, SERVER = 0xC0000202, INNER = 0x0A000000;
static unsigned threads, ways, sessions;
static size_t size;

/* One direction of one engine: a thread has some of them and takes turns. */
struct job {
    struct shard *shard;
    bool in;
    uint64_t names[BATCH];
    struct ip_packet out[BATCH];
    struct gre_packet (*arrived)[BATCH]; /* BATCHES of them */
    struct batch batch;
    uint8_t *memory;
};

static struct job all[2 * SHARDS_MOST];
static size_t job_count;
static atomic_uint ready; /* threads that are about to begin */
static double second; /* of the time that engines are told */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void connect_call(struct engine *engine, uint16_t call, uint32_t peer, bool client)
{
    struct network *route = malloc(sizeof *route);
    *route = (struct network){INNER + call, 32};
    struct spec spec = {.call_id = call, .peer_call_id = call, .peer = peer, .window = 1024,
                        .receive_window = 1024, .mru = 1500, .pfc = true, .acfc = true,
                        .route_count = 1, .routes = route};
    struct session_keys keys = {128, false, KEYS[client], KEYS[!client]};
    if (!engine_add(engine, &spec))
        abort();
    session_encrypt(engine_find(engine, call), &keys);
    engine_find(engine, call)->window.ignored = true; /* nobody acknowledges here */
}

/* BATCH packets for the calls of a shard, in turns. */
static void make_packets(struct job *job, uint8_t *memory)
{
    uint16_t calls = (uint16_t)(sessions / threads ? sessions / threads : 1);
    for (uint16_t n = 0; n < BATCH; n++) {
        uint16_t call = (uint16_t)(job->shard->number + threads * (n % calls));
        uint8_t *packet = memory + n * (HEAD + MOST) + HEAD;
        memset(packet, 0, 20);
        packet[0] = 0x45;
        write16(packet + 2, (uint16_t)size);
        packet[9] = 17;
        write32(packet + 16, INNER + call);
        ipv4_write_checksum(packet, 20);
        job->out[n] = (struct ip_packet){packet, size};
    }
}

static void begin(struct engine *engine, struct batch *batch)
{
    batch_clear(batch);
    engine->seen = engine->serial;
    engine_begin(engine, batch);
}

/* The other end enciphers what is to come from GRE. */
static void prepare(struct job *job, struct engine *peer, struct batch *batch)
{
    for (size_t n = 0; n < BATCHES; n++) {
        make_packets(job, job->memory + n * BATCH * (HEAD + MOST));
        begin(peer, batch);
        engine_from_tun(peer, job->out, BATCH, second, batch);
        for (size_t i = 0; i < BATCH; i++)
            job->arrived[n][i] =
                (struct gre_packet){CLIENT, batch->gre[i].packet, batch->gre[i].size};
    }
}

/* As carrier.c does it, this and the next. */
static void receive(struct job *job, size_t number)
{
    struct engine *engine = job->shard->engine;
    size_t most = threads > 1 ? TOGETHER : BATCH;
    batch_clear(&job->batch);
    for (size_t i = 0; i < BATCH; i += most) {
        gate_take(&job->shard->lock);
        engine->seen = engine->serial;
        engine_begin(engine, &job->batch);
        engine_from_gre(engine, job->arrived[number] + i, most, second, &job->batch);
        gate_give(&job->shard->lock);
    }
    if (job->batch.tun_count != BATCH)
        abort();
}

static void send_out(struct job *job)
{
    struct engine *engine = job->shard->engine;
    make_packets(job, job->memory);
    networks_find(engine->networks, job->out, BATCH, job->names);
    shard_take(job->shard);
    begin(engine, &job->batch);
    engine_from_tun_named(engine, job->out, job->names, BATCH, second, &job->batch);
    gate_give(&job->shard->lock);
    batch_encipher(&job->batch);
    gate_give(&job->shard->out);
    if (job->batch.gre_count != BATCH)
        abort();
}

static bool is_mine(const struct job *job, size_t thread)
{
    return (job->shard->number + (job->in ? 0 : 1)) % threads == thread;
}

struct thread {
    pthread_t made;
    size_t number;
    double began, ended;
};

/* Threads wait for each other without sleeping: to be woken takes its time. */
static void *work(void *argument)
{
    struct thread *thread = argument;
    ready++;
    while (ready < threads)
        continue;
    thread->began = now();
    for (size_t n = 0; n < BATCHES; n++)
        for (size_t i = 0; i < job_count; i++)
            if (is_mine(&all[i], thread->number) && all[i].in)
                receive(&all[i], n);
            else if (is_mine(&all[i], thread->number))
                send_out(&all[i]);
    thread->ended = now();
    return NULL;
}

static double round_of(void)
{
    struct thread made[SHARDS_MOST];
    double began = 1e30, ended = 0;
    ready = 0;
    for (size_t i = 0; i < threads; i++) {
        made[i].number = i;
        pthread_create(&made[i].made, NULL, work, &made[i]);
    }
    for (size_t i = 0; i < threads; i++) {
        pthread_join(made[i].made, NULL);
        began = made[i].began < began ? made[i].began : began;
        ended = made[i].ended > ended ? made[i].ended : ended;
    }
    return (ended - began) / (double)(job_count * BATCHES * BATCH);
}

static void open_job(struct shard *shard, bool in)
{
    struct job *job = &all[job_count++];
    *job = (struct job){.shard = shard, .in = in};
    job->memory = calloc((in ? BATCHES : 1) * BATCH, HEAD + MOST);
    job->arrived = calloc(BATCHES, sizeof *job->arrived);
    batch_init(&job->batch);
    job->batch.apart = true;
}

int main(int count, char **arguments)
{
    if (count < 6)
        return 2;
    double end = now() + atof(arguments[1]) * 1e6, least = 1e12;
    threads = (unsigned)atoi(arguments[2]);
    ways = (unsigned)atoi(arguments[3]);
    sessions = (unsigned)atoi(arguments[4]);
    size = (size_t)atoi(arguments[5]);
    struct shards *shards = shards_new(threads);
    struct engine *peer = engine_new();
    struct batch batch;
    batch_init(&batch);
    for (uint16_t call = 0; call < sessions; call++) {
        connect_call(shards_of(shards, call)->engine, call, CLIENT, false);
        connect_call(peer, call, SERVER, true);
    }
    for (size_t i = 0; i < threads && i < sessions; i++)
        for (unsigned way = 0; way < ways; way++)
            open_job(&shards->each[i], way);
    for (; now() < end; second++) {
        for (size_t i = 0; i < job_count; i++)
            if (all[i].in)
                prepare(&all[i], peer, &batch);
        double spent = round_of();
        least = spent < least ? spent : least;
    }
    printf("%.1f\n", least);
    return 0;
}
