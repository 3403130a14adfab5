#include "timers.h"

#include <math.h>
#include <stdlib.h>

void timers_free(struct timers *timers)
{
    free(timers->heap);
    *timers = (struct timers){0};
}

static bool before(const struct session *one, const struct session *other)
{
    if (one->scheduled != other->scheduled)
        return one->scheduled < other->scheduled;
    return one->spec.call_id < other->spec.call_id;
}

static void put(struct timers *timers, size_t place, struct session *session)
{
    timers->heap[place] = session;
    session->timer = place;
}

static void move_up(struct timers *timers, struct session *session, size_t place)
{
    while (place > 1 && before(session, timers->heap[place / 2])) {
        put(timers, place, timers->heap[place / 2]);
        place /= 2;
    }
    put(timers, place, session);
}

static void move_down(struct timers *timers, struct session *session, size_t place)
{
    for (size_t child = 2 * place; child <= timers->count; child = 2 * place) {
        if (child < timers->count && before(timers->heap[child + 1], timers->heap[child]))
            child++;
        if (!before(timers->heap[child], session))
            break;
        put(timers, place, timers->heap[child]);
        place = child;
    }
    put(timers, place, session);
}

static bool room_for_one(struct timers *timers)
{
    if (timers->count + 1 < timers->capacity)
        return true;
    size_t capacity = timers->capacity ? 2 * timers->capacity : 64;
    struct session **heap = realloc(timers->heap, capacity * sizeof *heap);
    if (!heap)
        return false;
    timers->heap = heap;
    timers->capacity = capacity;
    return true;
}

bool timers_set(struct timers *timers, struct session *session, double at)
{
    session->due = at;
    if (at >= session->scheduled)
        return true;
    if (!session->timer && !room_for_one(timers))
        return false;
    session->scheduled = at;
    move_up(timers, session, session->timer ? session->timer : ++timers->count);
    return true;
}

void timers_remove(struct timers *timers, struct session *session)
{
    size_t place = session->timer;
    if (!place)
        return;
    session->timer = 0;
    session->scheduled = session->due = INFINITY;
    struct session *last = timers->heap[timers->count--];
    if (last == session)
        return;
    if (place > 1 && before(last, timers->heap[place / 2]))
        move_up(timers, last, place);
    else
        move_down(timers, last, place);
}

/* The first, which has a later time now, goes to its place, or out when it has none. */
static void put_right(struct timers *timers)
{
    struct session *first = timers->heap[1];
    if (isinf(first->due)) {
        timers_remove(timers, first);
    } else {
        first->scheduled = first->due;
        move_down(timers, first, 1);
    }
}

double timers_next(struct timers *timers)
{
    while (timers->count && timers->heap[1]->due > timers->heap[1]->scheduled)
        put_right(timers);
    return timers->count ? timers->heap[1]->scheduled : INFINITY;
}

struct session *timers_due(struct timers *timers, double now)
{
    if (timers_next(timers) > now || !timers->count)
        return NULL;
    struct session *first = timers->heap[1];
    timers_remove(timers, first);
    return first;
}
