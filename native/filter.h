/* Access lists at work: which IP packets may pass. Twin of datapath/filters.py, whose rules these
   are, compiled: one array of rules and one of port ranges, both the caller's. */

#ifndef VPDN_FILTER_H
#define VPDN_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILTER_ANY = -1 };

/* Ports, both ends included. */
struct filter_range {
    uint16_t low, high;
};

/* Addresses that agree with `address` in the bits of `mask` (host order; a wildcard's opposite),
   and their ports: `count` ranges of the list's, from number `first` on. */
struct filter_place {
    uint32_t address, mask;
    uint32_t first, count;
};

/* `protocol`, `icmp_code`: FILTER_ANY for every one; `icmp_type`: FILTER_ANY for a rule that is
   about no ICMP message. `looks_deeper`: the addresses and the protocol do not decide alone.
   `matches`: packets that the rule has decided; other threads may read it (filter_matches). */
struct filter_rule {
    struct filter_place source, destination;
    int16_t protocol, icmp_type, icmp_code;
    bool permit, established, looks_deeper;
    uint64_t matches;
};

/* One list. Several threads may ask it at once. */
struct filter {
    struct filter_rule *rules;
    const struct filter_range *ranges;
    size_t count; /* of rules */
};

/* Whether the IPv4 packet may pass; what is no whole IPv4 header may not. */
bool filter_permits(struct filter *filter, const uint8_t *packet, size_t size);

static inline uint64_t filter_matches(const struct filter_rule *rule)
{
    return __atomic_load_n(&rule->matches, __ATOMIC_RELAXED);
}

#endif
