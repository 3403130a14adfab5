#include "routes.h"

#include <stdlib.h>

void routes_init(struct routes *routes)
{
    *routes = (struct routes){0};
}

void routes_free(struct routes *routes)
{
    for (unsigned length = 0; length <= 32; length++)
        free(routes->tables[length].places);
    routes_init(routes);
}

static uint32_t prefix_of(uint32_t address, unsigned length)
{
    return length ? address >> (32 - length) : 0;
}

/* Neighbours of a pool must not stand in one row: Knuth's multiplicative hash spreads them. */
static size_t home(const struct route_table *table, uint32_t prefix)
{
    return (prefix * 0x9E3779B1u >> 7) & (table->capacity - 1);
}

/* Where the prefix stands, or the empty place where it would. */
static struct route *find(const struct route_table *table, uint32_t prefix)
{
    size_t place = home(table, prefix);
    while (table->places[place].target && table->places[place].prefix != prefix)
        place = (place + 1) & (table->capacity - 1);
    return &table->places[place];
}

static bool enlarge(struct route_table *table)
{
    struct route_table larger = {.capacity = table->capacity ? 2 * table->capacity : 16};
    larger.places = calloc(larger.capacity, sizeof *larger.places);
    if (!larger.places)
        return false;
    larger.count = table->count;
    for (size_t i = 0; i < table->capacity; i++)
        if (table->places[i].target)
            *find(&larger, table->places[i].prefix) = table->places[i];
    free(table->places);
    *table = larger;
    return true;
}

bool routes_add(struct routes *routes, uint32_t address, unsigned length, void *target)
{
    struct route_table *table = &routes->tables[length];
    if (2 * (table->count + 1) > table->capacity && !enlarge(table))
        return false;
    struct route *place = find(table, prefix_of(address, length));
    if (!place->target)
        table->count++;
    *place = (struct route){prefix_of(address, length), target};
    return true;
}

/* Close the gap at `place`: those behind it whose home it lies on the way from move up. */
static void close_gap(struct route_table *table, size_t place)
{
    size_t mask = table->capacity - 1;
    table->places[place].target = NULL;
    for (size_t next = (place + 1) & mask; table->places[next].target; next = (next + 1) & mask) {
        size_t at_home = home(table, table->places[next].prefix);
        if (((next - at_home) & mask) < ((next - place) & mask))
            continue;
        table->places[place] = table->places[next];
        table->places[next].target = NULL;
        place = next;
    }
}

void routes_remove(struct routes *routes, uint32_t address, unsigned length, const void *target)
{
    struct route_table *table = &routes->tables[length];
    if (!table->count)
        return;
    struct route *place = find(table, prefix_of(address, length));
    if (!place->target || place->target != target)
        return;
    close_gap(table, (size_t)(place - table->places));
    table->count--;
}

void *routes_lookup(const struct routes *routes, uint32_t address)
{
    for (int length = 32; length >= 0; length--) {
        const struct route_table *table = &routes->tables[length];
        if (!table->count)
            continue;
        const struct route *place = find(table, prefix_of(address, (unsigned)length));
        if (place->target)
            return place->target;
    }
    return NULL;
}
