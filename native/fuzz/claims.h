/* What holds for an engine after whatever came. */

#ifndef VPDN_FUZZ_CLAIMS_H
#define VPDN_FUZZ_CLAIMS_H

#include "engine.h"

/* Sums over all sessions, taken before a batch to see what it adds. Of packets held, what there is
   now. */
struct tally {
    uint64_t packets_in, frames_out, acks_out, control_in, resets_sent, too_big;
    uint64_t held, no_memory;
};

struct tally claims_tally(const struct engine *engine, const struct batch *batch);

/* A batch, of `arrived` packets, against the counters before it: everything in it was counted, is
   well formed and belongs to a session, and there is no more of it than came or was held. */
void claims_batch(const struct engine *engine, const struct batch *batch,
                  const struct tally *before, size_t arrived);

/* The engine between batches. */
void claims_engine(const struct engine *engine, const struct batch *batch);

/* After engine_tick at `now`: it does not want to be called at once again. */
void claims_ticked(const struct engine *engine, const struct batch *batch, double now);

#endif
