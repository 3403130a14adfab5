#include "arrivals.h"

#include <stdlib.h>
#include <string.h>

static const double HOLD = 0.05;
static const double SHORTEST_HOLD = 0.01;
static const double SHORTER = 7.0 / 8.0;
static const double ACK_DELAY = 0.1; /* as Windows: see datapath/sequence.py */

void arrivals_init(struct arrivals *arrivals, struct blocks *blocks)
{
    *arrivals = (struct arrivals){
        .patience = HOLD,
        .acknowledge_at = INFINITY,
        .oldest = INFINITY,
        .released = -1,
        .blocks = blocks,
    };
}

void arrivals_free(struct arrivals *arrivals)
{
    for (size_t i = 0; i < arrivals->held_count; i++)
        blocks_give(arrivals->blocks, arrivals->held[i].payload);
    free(arrivals->held);
    free(arrivals->lost);
}

/* Where `number` stands among those held, or would. */
static size_t find(const struct arrivals *arrivals, int64_t number)
{
    size_t low = 0, high = arrivals->held_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (arrivals->held[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_held(const struct arrivals *arrivals, int64_t number)
{
    size_t place = find(arrivals, number);
    return place < arrivals->held_count && arrivals->held[place].number == number;
}

double arrivals_deadline(const struct arrivals *arrivals)
{
    if (!arrivals->held_count)
        return arrivals->acknowledge_at;
    bool next = arrivals->held[0].number == arrivals->expected ||
                is_held(arrivals, arrivals->expected);
    double due = next ? arrivals->oldest : arrivals->oldest + arrivals->patience;
    return fmin(due, arrivals->acknowledge_at);
}

bool arrivals_overtaken(const struct arrivals *arrivals, int64_t number)
{
    size_t count = arrivals->held_count;
    return count && number < arrivals->held[count - 1].number;
}

int64_t arrivals_number(const struct arrivals *arrivals, uint32_t wire)
{
    return arrivals->expected + (int32_t)(wire - (uint32_t)arrivals->expected);
}

static bool was_lost(const struct arrivals *arrivals, int64_t number)
{
    for (size_t i = 0; i < arrivals->lost_count; i++)
        if (arrivals->lost[i] == number)
            return true;
    return false;
}

enum arrival arrivals_place(struct arrivals *arrivals, int64_t number)
{
    int64_t ahead = number - arrivals->expected;
    if (ahead < 0 || (arrivals->held_count && is_held(arrivals, number))) {
        if (was_lost(arrivals, number))
            arrivals->patience = HOLD;
        return ARRIVAL_LATE;
    }
    if (ahead == 0)
        return ARRIVAL_NEXT;
    if (ahead <= ARRIVALS_FAR)
        return ARRIVAL_EARLY;
    int64_t apart = llabs(number - arrivals->far);
    arrivals->far = number;
    return apart > 0 && apart <= ARRIVALS_REORDER_LIMIT ? ARRIVAL_EARLY : ARRIVAL_FAR;
}

static void owe(struct arrivals *arrivals, double now)
{
    arrivals->owed++;
    if (arrivals->acknowledge_at == INFINITY)
        arrivals->acknowledge_at = now + ACK_DELAY;
}

static bool room_for_one(struct arrivals *arrivals)
{
    if (arrivals->held_count < arrivals->held_capacity)
        return true;
    if (arrivals->held_count == ARRIVALS_MOST)
        return false;
    size_t capacity = arrivals->held_capacity ? 2 * arrivals->held_capacity : 8;
    struct held *held = realloc(arrivals->held, capacity * sizeof *held);
    if (!held)
        return false;
    arrivals->held = held;
    arrivals->held_capacity = capacity;
    return true;
}

bool arrivals_hold(struct arrivals *arrivals, int64_t number, const uint8_t *payload, size_t size,
                   double now)
{
    uint8_t *copy = room_for_one(arrivals) ? blocks_take(arrivals->blocks, size) : NULL;
    if (!copy)
        return false;
    memcpy(copy, payload, size);
    size_t place = find(arrivals, number);
    memmove(&arrivals->held[place + 1], &arrivals->held[place],
            (arrivals->held_count - place) * sizeof *arrivals->held);
    arrivals->held[place] = (struct held){number, now, copy, size};
    arrivals->held_count++;
    arrivals->oldest = fmin(arrivals->oldest, now);
    owe(arrivals, now);
    return true;
}

bool arrivals_release(struct arrivals *arrivals, double now, struct held *out)
{
    if (!arrivals->held_count)
        return false;
    struct held first = arrivals->held[0];
    bool waiting = first.number > arrivals->expected && now < arrivals->oldest + arrivals->patience;
    if (waiting && arrivals->held_count <= ARRIVALS_REORDER_LIMIT)
        return false;
    arrivals->held_count--;
    memmove(arrivals->held, arrivals->held + 1, arrivals->held_count * sizeof first);
    if (first.at <= arrivals->oldest) {
        arrivals->oldest = INFINITY;
        for (size_t i = 0; i < arrivals->held_count; i++)
            arrivals->oldest = fmin(arrivals->oldest, arrivals->held[i].at);
    }
    arrivals->released = first.number;
    *out = first;
    return true;
}

static void remember_lost(struct arrivals *arrivals, int64_t number, int64_t lost)
{
    if (!arrivals->lost)
        arrivals->lost = malloc(ARRIVALS_REMEMBERED * sizeof *arrivals->lost);
    if (!arrivals->lost)
        return;
    for (int64_t n = number - (lost < ARRIVALS_REMEMBERED ? lost : ARRIVALS_REMEMBERED);
         n < number; n++) {
        arrivals->lost[arrivals->lost_next] = n;
        arrivals->lost_next = (arrivals->lost_next + 1) % ARRIVALS_REMEMBERED;
        if (arrivals->lost_count < ARRIVALS_REMEMBERED)
            arrivals->lost_count++;
    }
}

int64_t arrivals_accept(struct arrivals *arrivals, int64_t number, double now)
{
    /* Section 4.1: zero at the start and the next one for a packet. Some peers begin with 1. */
    int64_t lost = number == 1 ? 0 : number - arrivals->expected;
    if (lost) {
        remember_lost(arrivals, number, lost);
        arrivals->patience = fmax(SHORTEST_HOLD, arrivals->patience * SHORTER);
    } else if (arrivals->held_count && number != arrivals->released) {
        /* It was waited for: its like may take twice as long. */
        arrivals->patience = fmin(HOLD, fmax(arrivals->patience, 2 * (now - arrivals->oldest)));
    }
    arrivals->expected = number + 1;
    if (number != arrivals->released)
        owe(arrivals, now);
    return lost;
}

uint32_t arrivals_acknowledgment(struct arrivals *arrivals)
{
    arrivals->owed = 0;
    arrivals->acknowledge_at = INFINITY;
    int64_t limit = arrivals->expected + ARRIVALS_REORDER_LIMIT;
    int64_t highest = arrivals->expected - 1;
    for (size_t i = 0; i < arrivals->held_count && arrivals->held[i].number <= limit; i++)
        if (arrivals->held[i].number > highest)
            highest = arrivals->held[i].number;
    return (uint32_t)highest;
}
