#include "policer.h"

enum {
    MICROSECONDS = 1000 * 1000,
    OCTET = 8 * MICROSECONDS,
};

void policer_change(struct policer *policer, const struct limit *limit)
{
    const struct limit *known = &policer->limit;
    if (limit->rate == known->rate && limit->burst == known->burst && limit->debt == known->debt)
        return;
    policer->limit = *limit;
    if (!limit->rate)
        return;
    policer->full = (int64_t)limit->burst * OCTET;
    policer->debt = (int64_t)limit->debt * OCTET;
    policer->longest = (policer->full + policer->debt) / limit->rate + 1;
    policer->tokens = policer->full;
    policer->owed = policer->at = 0;
}

static void fill(struct policer *policer, int64_t clock)
{
    int64_t elapsed = clock - policer->at;
    if (elapsed <= 0)
        return;
    policer->at = clock;
    if (elapsed > policer->longest)
        elapsed = policer->longest;
    policer->tokens += elapsed * policer->limit.rate;
    if (policer->tokens > policer->full)
        policer->tokens = policer->full;
}

static bool may_owe(struct policer *policer, int64_t missing)
{
    policer->owed += missing;
    if (policer->owed <= policer->debt)
        return true;
    policer->owed = 0;
    return false;
}

bool policer_admits(struct policer *policer, size_t size, double now)
{
    fill(policer, (int64_t)(now * MICROSECONDS));
    policer->last = now;
    int64_t left = policer->tokens - (int64_t)size * OCTET;
    if (left < 0 && !may_owe(policer, -left)) {
        policer->exceeded++;
        policer->exceeded_octets += size;
        return false;
    }
    policer->tokens = left;
    policer->conformed++;
    policer->conformed_octets += size;
    return true;
}

uint64_t policer_burst(const struct policer *policer)
{
    return (uint64_t)((policer->full - policer->tokens) / OCTET);
}
