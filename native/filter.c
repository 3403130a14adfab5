#include "filter.h"

#include "octets.h"
#include "tcpip.h"

/* CUT: the packet was cut so that nobody can tell. */
enum verdict { FITS_NOT, FITS, CUT };

static enum verdict verdict(bool fits)
{
    return fits ? FITS : FITS_NOT;
}

static bool covers(const struct filter_place *place, uint32_t address)
{
    return !((address ^ place->address) & place->mask);
}

static bool has_port(const struct filter *filter, const struct filter_place *place, uint16_t port)
{
    const struct filter_range *range = filter->ranges + place->first;
    for (uint32_t left = place->count; left; left--, range++) {
        if (range->low <= port && port <= range->high)
            return true;
    }
    return false;
}

/* How much of the payload the rule wants to see. */
static size_t needed(const struct filter_rule *rule)
{
    if (rule->established || rule->protocol == IP_PROTOCOL_TCP)
        return 14;
    return rule->protocol == IP_PROTOCOL_ICMP ? 2 : 4;
}

static enum verdict fits_inside(const struct filter *filter, const struct filter_rule *rule,
                                const uint8_t *inner, size_t size)
{
    if (size < needed(rule))
        return CUT;
    if (rule->icmp_type != FILTER_ANY) {
        bool any_code = rule->icmp_code == FILTER_ANY;
        return verdict(inner[0] == rule->icmp_type && (any_code || inner[1] == rule->icmp_code));
    }
    if (rule->established && !(inner[13] & (TCP_ACK | TCP_RST)))
        return FITS_NOT;
    /* Only ICMP's need may be below 4, and only a list made by hand has ports for it. */
    if (size < 4)
        return CUT;
    return verdict(has_port(filter, &rule->source, read16(inner)) &&
                   has_port(filter, &rule->destination, read16(inner + 2)));
}

static enum verdict fits(const struct filter *filter, const struct filter_rule *rule,
                         const uint8_t *packet, size_t size, size_t header)
{
    if (rule->protocol != FILTER_ANY && packet[9] != rule->protocol)
        return FITS_NOT;
    if (!covers(&rule->source, read32(packet + 12)) ||
        !covers(&rule->destination, read32(packet + 16)))
        return FITS_NOT;
    if (!rule->looks_deeper)
        return FITS;
    unsigned offset = read16(packet + 6) & 0x1FFF;
    if (offset == 1 && packet[9] == IP_PROTOCOL_TCP)
        return CUT;
    if (offset)
        return verdict(rule->permit);
    return fits_inside(filter, rule, packet + header, size - header);
}

bool filter_permits(struct filter *filter, const uint8_t *packet, size_t size)
{
    if (!filter->count)
        return true;
    size_t header = size ? (packet[0] & 15) * 4u : 0;
    if (size < header || header < IPV4_HEADER)
        return false;
    for (size_t index = 0; index < filter->count; index++) {
        struct filter_rule *rule = &filter->rules[index];
        enum verdict said = fits(filter, rule, packet, size, header);
        if (said == CUT)
            return false;
        if (said == FITS) {
            __atomic_fetch_add(&rule->matches, 1, __ATOMIC_RELAXED);
            return rule->permit;
        }
    }
    return false;
}
