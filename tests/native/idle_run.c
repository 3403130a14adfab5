/* So many sessions have a packet in turns, twice around; then idle time is used to its end. Prints for
   how many of them keys are ready: idle_run SESSIONS. */

#include <stdio.h>
#include <stdlib.h>

#include "idle.h"

static const uint8_t KEY[16] = {1, 2, 3};

int main(int count, char **arguments)
{
    const struct session_keys keys = {128, false, KEY, KEY};
    uint16_t sessions = count > 1 ? (uint16_t)atoi(arguments[1]) : 1;
    struct engine *engine = engine_new();
    unsigned ready = 0;
    for (uint16_t id = 1; id <= sessions; id++) {
        const struct spec spec = {.call_id = id, .window = 1, .receive_window = 1};
        if (!engine_add(engine, &spec))
            return 1;
        session_encrypt(engine_find(engine, id), &keys);
    }
    for (unsigned turn = 0; turn < 2u * sessions; turn++)
        idle_remember(engine, WAY_IN, engine_find(engine, (uint16_t)(1 + turn % sessions)));
    while (idle_use(engine, 0))
        continue;
    for (uint16_t id = 1; id <= sessions; id++)
        ready += engine_find(engine, id)->decryptor.chain.ready == CHAIN_RING;
    printf("%u\n", ready);
    engine_free(engine);
    return 0;
}
