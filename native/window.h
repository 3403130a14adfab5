/* The sending end of the sliding window: RFC 2637 sections 4.2 and 4.4. Twin of
   datapath/window.py. Nothing is ever sent again; times are in seconds. */

#ifndef VPDN_WINDOW_H
#define VPDN_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

struct window {
    int64_t next;    /* the number of the next packet, counted on without wrapping */
    int64_t maximum; /* packets the peer takes unacknowledged */
    int64_t size;    /* how many may be unacknowledged now */
    double deadline;
    int64_t oldest; /* the first number that is not acknowledged */
    int64_t acknowledged;
    bool acknowledges_alone;
    bool ignored; /* this peer acknowledges only on data of its own: nothing is held back */
    double round_trip, deviation;
    int64_t timed; /* the number whose round trip is being taken, or -1 */
    double timed_at;
};

void window_init(struct window *window, int64_t maximum);

/* Whether one more packet may go. */
static inline bool window_open(const struct window *window)
{
    return window->ignored || window->next - window->oldest < window->size;
}

/* The peer's window is another one now. */
void window_resize(struct window *window, int64_t maximum);

/* Number one more packet, whether or not the window is open. */
int64_t window_sent(struct window *window, double now);

/* An acknowledgment came, `alone` or on data; for numbers never sent it is ignored. */
void window_acknowledge(struct window *window, uint32_t wire, bool alone, double now);

/* If the time-out ran out, take what is under way for gone and go on more slowly. */
void window_expire(struct window *window, double now);

#endif
