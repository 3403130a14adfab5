/* How long the engine in C takes for a packet: two engines back to back in memory, no sockets.

   engine MILLISECONDS SIZE MODE SESSIONS
   prints the nanoseconds a packet of SIZE octets takes from TUN to GRE, and from GRE to TUN, the
   packets going to SESSIONS calls in turns. MODE is clear, stateless or stateful. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"
#include "octets.h"
#include "tcpip.h"

enum { BATCH = 64, HEAD = 32, MOST = 1600, WINDOW = 1024 };

static const uint8_t KEYS[2][16] = {{1, 2, 3}, {4, 5, 6}};
static const uint32_t CLIENT = 0xC0000201, SERVER = 0xC0000202, INNER = 0x0A000000;
static uint8_t packets[BATCH][HEAD + MOST];
static size_t size;
static unsigned sessions;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void connect_call(struct engine *engine, uint16_t call, uint32_t peer, const char *mode,
                         bool client)
{
    struct network *route = malloc(sizeof *route);
    *route = (struct network){INNER + call, 32};
    struct spec spec = {.call_id = call, .peer_call_id = call, .peer = peer, .window = WINDOW,
                        .receive_window = WINDOW, .mru = 1500, .pfc = true, .acfc = true,
                        .route_count = 1, .routes = route};
    struct session_keys keys = {128, mode[5] == 'f', KEYS[client], KEYS[!client]};
    if (!engine_add(engine, &spec))
        abort();
    if (mode[0] != 'c')
        session_encrypt(engine_find(engine, call), &keys);
}

/* The next BATCH packets, each for the next call. */
static void make_packets(struct ip_packet *out, unsigned *turn)
{
    for (unsigned n = 0; n < BATCH; n++) {
        uint8_t *packet = packets[n] + HEAD;
        memset(packet, 0, 20);
        packet[0] = 0x45;
        write16(packet + 2, (uint16_t)size);
        packet[9] = 17;
        write32(packet + 16, INNER + *turn);
        ipv4_write_checksum(packet, 20);
        *turn = (*turn + 1) % sessions;
        out[n] = (struct ip_packet){packet, size};
    }
}

static void take_over(const struct batch *batch, uint32_t source, struct gre_packet *packets_in)
{
    for (size_t n = 0; n < batch->gre_count; n++)
        packets_in[n] = (struct gre_packet){source, batch->gre[n].packet, batch->gre[n].size};
}

static void begin(struct engine *engine, struct batch *batch)
{
    batch_clear(batch);
    engine->seen = engine->serial;
    engine_begin(engine, batch);
}

/* One batch there, its acknowledgments back; adds what each direction took. */
static void exchange(struct engine *ends[2], struct batch *batches, double seconds,
                     unsigned *turn, double spent[2])
{
    struct ip_packet out[BATCH];
    struct gre_packet in[2 * BATCH];
    make_packets(out, turn);
    begin(ends[0], &batches[0]);
    double start = now();
    engine_from_tun(ends[0], out, BATCH, seconds, &batches[0]);
    double middle = now();
    take_over(&batches[0], CLIENT, in);
    begin(ends[1], &batches[1]);
    double resumed = now();
    engine_from_gre(ends[1], in, batches[0].gre_count, seconds, &batches[1]);
    spent[1] = now() - resumed;
    spent[0] = middle - start;
    if (batches[0].gre_count != BATCH || batches[1].tun_count != BATCH)
        abort();
    take_over(&batches[1], SERVER, in);
    size_t back = batches[1].gre_count;
    begin(ends[0], &batches[0]);
    engine_from_gre(ends[0], in, back, seconds, &batches[0]);
    begin(ends[0], &batches[0]);
    engine_tick(ends[0], seconds, &batches[0]);
}

int main(int count, char **arguments)
{
    if (count < 5)
        return 2;
    double budget = atof(arguments[1]) * 1e6;
    size = (size_t)atoi(arguments[2]);
    sessions = (unsigned)atoi(arguments[4]);
    struct engine *ends[2] = {engine_new(), engine_new()};
    struct batch batches[2];
    for (unsigned n = 0; n < 2; n++)
        batch_init(&batches[n]);
    for (unsigned call = 0; call < sessions; call++) {
        connect_call(ends[0], (uint16_t)call, SERVER, arguments[3], true);
        connect_call(ends[1], (uint16_t)call, CLIENT, arguments[3], false);
    }
    double least[2] = {1e12, 1e12}, spent[2], end = now() + budget, seconds = 0;
    unsigned turn = 0;
    /* Every session is touched before anything counts. */
    for (unsigned n = 0; n < sessions / BATCH + 1; n++)
        exchange(ends, batches, seconds += 1, &turn, spent);
    do {
        exchange(ends, batches, seconds += 1, &turn, spent);
        for (unsigned way = 0; way < 2; way++)
            if (spent[way] / BATCH < least[way])
                least[way] = spent[way] / BATCH;
    } while (now() < end);
    printf("%.1f %.1f\n", least[0], least[1]);
    for (unsigned n = 0; n < 2; n++) {
        engine_free(ends[n]);
        batch_free(&batches[n]);
    }
    return 0;
}
