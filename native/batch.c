#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "mppe_ahead.h"

void batch_init(struct batch *batch)
{
    *batch = (struct batch){0};
}

void batch_free(struct batch *batch)
{
    arena_free(&batch->arena);
    free(batch->gre);
    free(batch->tun);
    free(batch->frames);
    free(batch->events);
    free(batch->records);
    free(batch->captured);
    free(batch->deferred);
    mppe_ahead_free(batch->ahead);
    *batch = (struct batch){0};
}

void batch_clear(struct batch *batch)
{
    arena_clear(&batch->arena);
    batch_empty(batch);
    batch->backlog_count = 0;
}

void batch_empty(struct batch *batch)
{
    batch->gre_count = batch->tun_count = 0;
    batch->deferred_count = 0;
    batch_told(batch);
}

void batch_told(struct batch *batch)
{
    batch->frame_count = batch->event_count = 0;
    batch->record_count = batch->captured_count = 0;
}

/* A list with more room, or NULL. The lists stay as long as they have ever been, so after a while
   nothing is allocated. */
static void *enlarged(struct batch *batch, void *list, size_t *room, size_t size)
{
    size_t more = *room ? 2 * *room : 64;
    void *moved = realloc(list, more * size);
    if (moved)
        *room = more;
    else
        batch->no_memory++;
    return moved;
}

/* Whether there is room for one more in a list of the batch, made if need be. */
#define HAS_ROOM(batch, list, count, room)                                                       \
    ({                                                                                           \
        bool has_room = (batch)->count < (batch)->room;                                          \
        if (!has_room) {                                                                         \
            void *moved = enlarged((batch), (batch)->list, &(batch)->room,                       \
                                   sizeof *(batch)->list);                                       \
            if (moved) {                                                                         \
                (batch)->list = moved;                                                           \
                has_room = true;                                                                 \
            }                                                                                    \
        }                                                                                        \
        has_room;                                                                                \
    })

void batch_gre(struct batch *batch, uint32_t peer, uint8_t *packet, size_t size)
{
    if (HAS_ROOM(batch, gre, gre_count, gre_room))
        batch->gre[batch->gre_count++] = (struct batch_gre){peer, packet, size};
}

void batch_tun(struct batch *batch, uint8_t *packet, size_t size)
{
    if (HAS_ROOM(batch, tun, tun_count, tun_room))
        batch->tun[batch->tun_count++] = (struct batch_tun){packet, size};
}

static uint8_t *copied(struct batch *batch, const uint8_t *octets, size_t size)
{
    uint8_t *copy = arena_take(&batch->arena, size);
    if (copy)
        memcpy(copy, octets, size);
    else
        batch->no_memory++;
    return copy;
}

void batch_frame(struct batch *batch, uint16_t call_id, const uint8_t *frame, size_t size)
{
    uint8_t *copy = copied(batch, frame, size);
    if (copy && HAS_ROOM(batch, frames, frame_count, frame_room))
        batch->frames[batch->frame_count++] = (struct batch_frame){call_id, copy, size};
}

void batch_event(struct batch *batch, uint16_t call_id, enum event event)
{
    if (HAS_ROOM(batch, events, event_count, event_room))
        batch->events[batch->event_count++] = (struct batch_event){call_id, event};
}

void batch_record(struct batch *batch, const struct batch_record *record)
{
    if (HAS_ROOM(batch, records, record_count, record_room))
        batch->records[batch->record_count++] = *record;
}

void batch_captured(struct batch *batch, uint16_t call_id, bool wire, bool outward,
                    const uint8_t *packet, size_t size)
{
    uint8_t *copy = copied(batch, packet, size);
    if (copy && HAS_ROOM(batch, captured, captured_count, captured_room))
        batch->captured[batch->captured_count++] =
            (struct batch_captured){call_id, wire, outward, copy, size};
}

void batch_backlog(struct batch *batch, uint16_t call_id)
{
    if (batch->backlog_count < BATCH_BACKLOG)
        batch->backlog[batch->backlog_count++] = call_id;
    else
        batch->no_memory++;
}

void batch_defer(struct batch *batch, struct mppe_encryptor *encryptor, uint8_t *data, size_t size)
{
    const struct mppe_work work = {encryptor, {data, size, data - 2}};
    if (HAS_ROOM(batch, deferred, deferred_count, deferred_room)) {
        batch->deferred[batch->deferred_count++] = work;
    } else {
        batch_encipher(batch);
        mppe_encrypt_works(&work, 1);
    }
}

void batch_encipher(struct batch *batch)
{
    mppe_encrypt_works(batch->deferred, batch->deferred_count);
    batch->deferred_count = 0;
}
