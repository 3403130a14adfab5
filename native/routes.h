/* Inner destination to session: IPv4 longest-prefix match. Twin of datapath/routes.py. Addresses
   are in host order. */

#ifndef VPDN_ROUTES_H
#define VPDN_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct route {
    uint32_t prefix;
    void *target; /* NULL: an empty place */
};

/* Networks of one length, in a table with open addressing that is never more than half full. */
struct route_table {
    struct route *places;
    size_t count, capacity;
};

struct routes {
    struct route_table tables[33]; /* by prefix length */
};

void routes_init(struct routes *routes);
void routes_free(struct routes *routes);

/* The newest route to a network wins. False when there is no memory. */
bool routes_add(struct routes *routes, uint32_t address, unsigned length, void *target);

/* Take a route away if it leads to `target`. */
void routes_remove(struct routes *routes, uint32_t address, unsigned length, const void *target);

/* The target for an address, by the longest prefix, or NULL. */
void *routes_lookup(const struct routes *routes, uint32_t address);

#endif
