#include "window.h"

#include <math.h>

static const double FIRST_ROUND_TRIP = 0.5;
static const double MIN_TIMEOUT = 0.3;
static const double MAX_TIMEOUT = 3.0;
static const double ALPHA = 1.0 / 8.0;
static const double BETA = 1.0 / 4.0;
static const double CHI = 4;
static const double DELTA = 2;

static int64_t at_least_one(int64_t maximum)
{
    return maximum > 1 ? maximum : 1;
}

void window_init(struct window *window, int64_t maximum)
{
    *window = (struct window){
        .maximum = at_least_one(maximum),
        .size = (at_least_one(maximum) + 1) / 2,
        .deadline = INFINITY,
        .round_trip = FIRST_ROUND_TRIP,
        .timed = -1,
    };
}

/* The adaptive time-out of section 4.4.1. */
static double timeout(const struct window *window)
{
    double seconds = window->round_trip + CHI * window->deviation;
    return fmax(MIN_TIMEOUT, fmin(seconds, MAX_TIMEOUT));
}

void window_resize(struct window *window, int64_t maximum)
{
    window->maximum = at_least_one(maximum);
    if (window->size > window->maximum)
        window->size = window->maximum;
}

int64_t window_sent(struct window *window, double now)
{
    int64_t number = window->next++;
    if (!window->ignored && window->deadline == INFINITY)
        window->deadline = now + timeout(window);
    if (window->timed < window->oldest) {
        window->timed = number;
        window->timed_at = now;
    }
    return number;
}

static void sample(struct window *window, double seconds)
{
    double difference = seconds - window->round_trip;
    window->deviation += BETA * (fabs(difference) - window->deviation);
    window->round_trip += ALPHA * difference;
    window->timed = -1;
}

static void grow(struct window *window, int64_t acknowledged)
{
    window->acknowledged += acknowledged;
    if (window->acknowledged >= window->size) {
        window->acknowledged = 0;
        if (window->size < window->maximum)
            window->size++;
    }
}

void window_acknowledge(struct window *window, uint32_t wire, bool alone, double now)
{
    int64_t number = window->next - (int64_t)(uint32_t)((uint32_t)window->next - wire);
    if (alone)
        window->acknowledges_alone = true;
    if (alone && window->ignored) {
        window->ignored = false;
        window->deadline = now + timeout(window);
    }
    if (number < window->oldest || number >= window->next)
        return;
    if (window->timed >= 0 && window->timed <= number)
        sample(window, now - window->timed_at);
    grow(window, number + 1 - window->oldest);
    window->oldest = number + 1;
    bool idle = window->ignored || window->oldest == window->next;
    window->deadline = idle ? INFINITY : now + timeout(window);
}

void window_expire(struct window *window, double now)
{
    if (now < window->deadline)
        return;
    window->deadline = INFINITY;
    if (window->oldest == window->next)
        return;
    window->oldest = window->next;
    window->acknowledged = 0;
    if (!window->acknowledges_alone) {
        window->ignored = true;
        return;
    }
    window->size = (window->size + 1) / 2;
    window->round_trip = fmin(window->round_trip * DELTA, MAX_TIMEOUT);
}
