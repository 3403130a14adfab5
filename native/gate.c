#include "gate.h"

enum {
    AWAKE = 1000,   /* looks before sleeping: some 20 microseconds */
    COURTESY = 500, /* looks until somebody else has come in */
};

/* Leave the processor's other half, and its memory, alone for a moment. */
static void breathe(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    atomic_thread_fence(memory_order_seq_cst);
#endif
}

void gate_init(struct gate *gate)
{
    pthread_mutex_init(&gate->mutex, NULL);
    atomic_init(&gate->wanted, 0);
}

void gate_free(struct gate *gate)
{
    pthread_mutex_destroy(&gate->mutex);
}

bool gate_try(struct gate *gate)
{
    return pthread_mutex_trylock(&gate->mutex) == 0;
}

void gate_take(struct gate *gate)
{
    if (gate_try(gate))
        return;
    bool taken = false;
    atomic_fetch_add(&gate->wanted, 1);
    for (unsigned looks = 0; looks < AWAKE && !taken; looks++) {
        breathe();
        taken = gate_try(gate);
    }
    if (!taken)
        pthread_mutex_lock(&gate->mutex);
    atomic_fetch_sub(&gate->wanted, 1);
}

void gate_give(struct gate *gate)
{
    pthread_mutex_unlock(&gate->mutex);
    unsigned wanted = atomic_load_explicit(&gate->wanted, memory_order_relaxed);
    for (unsigned looks = 0; wanted && looks < COURTESY; looks++) {
        if (atomic_load_explicit(&gate->wanted, memory_order_relaxed) < wanted)
            return;
        breathe();
    }
}
