#include "upward.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { MOST = 16384 /* things of each kind that may wait */ };

bool upward_init(struct upward *upward)
{
    *upward = (struct upward){.signal = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    pthread_mutex_init(&upward->lock, NULL);
    batch_init(&upward->waiting);
    return upward->signal >= 0;
}

void upward_free(struct upward *upward)
{
    if (upward->signal >= 0)
        close(upward->signal);
    batch_free(&upward->waiting);
    pthread_mutex_destroy(&upward->lock);
}

/* How many of `count` more there is room for behind `waiting`. */
static size_t admitted(struct upward *upward, size_t waiting, size_t count)
{
    size_t room = waiting < MOST ? MOST - waiting : 0;
    if (count <= room)
        return count;
    upward->dropped += count - room;
    return room;
}

static void copy(struct upward *upward, const struct batch *from)
{
    struct batch *to = &upward->waiting;
    size_t frames = admitted(upward, to->frame_count, from->frame_count);
    for (size_t i = 0; i < frames; i++)
        batch_frame(to, from->frames[i].call_id, from->frames[i].frame, from->frames[i].size);
    size_t events = admitted(upward, to->event_count, from->event_count);
    for (size_t i = 0; i < events; i++)
        batch_event(to, from->events[i].call_id, from->events[i].event);
    size_t records = admitted(upward, to->record_count, from->record_count);
    for (size_t i = 0; i < records; i++)
        batch_record(to, &from->records[i]);
    size_t captured = admitted(upward, to->captured_count, from->captured_count);
    for (size_t i = 0; i < captured; i++) {
        const struct batch_captured *each = &from->captured[i];
        batch_captured(to, each->call_id, each->wire, each->outward, each->packet, each->size);
    }
}

void upward_put(struct upward *upward, size_t number, const struct batch *batch)
{
    if (!batch->frame_count && !batch->event_count && !batch->record_count &&
        !batch->captured_count)
        return;
    pthread_mutex_lock(&upward->lock);
    copy(upward, batch);
    upward->waiting.recording = batch->recording;
    upward->serials[number] = batch->serial;
    pthread_mutex_unlock(&upward->lock);
    eventfd_write(upward->signal, 1);
}

void upward_take(struct upward *upward, struct batch *taken, uint64_t serials[SHARDS_MOST])
{
    eventfd_t ignored;
    eventfd_read(upward->signal, &ignored);
    pthread_mutex_lock(&upward->lock);
    struct batch waiting = upward->waiting;
    upward->waiting = *taken;
    *taken = waiting;
    memcpy(serials, upward->serials, sizeof upward->serials);
    pthread_mutex_unlock(&upward->lock);
}
