#include "networks.h"

#include "octets.h"

/* Whoever adds or removes must get his turn, however many look things up. */
void networks_init(struct networks *networks)
{
    pthread_rwlockattr_t attributes;
    *networks = (struct networks){0};
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&networks->lock, &attributes);
    pthread_rwlockattr_destroy(&attributes);
    routes_init(&networks->routes);
    routes_init(&networks->sources);
}

void networks_free(struct networks *networks)
{
    routes_free(&networks->routes);
    routes_free(&networks->sources);
    pthread_rwlock_destroy(&networks->lock);
}

bool networks_add(struct networks *networks, struct session *session)
{
    const struct spec *spec = &session->spec;
    bool done = true;
    pthread_rwlock_wrlock(&networks->lock);
    for (size_t i = 0; i < spec->route_count; i++)
        done &= routes_add(&networks->routes, spec->routes[i].address, spec->routes[i].length,
                           session);
    if (spec->has_source)
        done &= routes_add(&networks->sources, spec->source, 32, session);
    pthread_rwlock_unlock(&networks->lock);
    return done;
}

void networks_remove(struct networks *networks, struct session *session)
{
    const struct spec *spec = &session->spec;
    pthread_rwlock_wrlock(&networks->lock);
    for (size_t i = 0; i < spec->route_count; i++)
        routes_remove(&networks->routes, spec->routes[i].address, spec->routes[i].length,
                      session);
    if (spec->has_source)
        routes_remove(&networks->sources, spec->source, 32, session);
    pthread_rwlock_unlock(&networks->lock);
}

struct session *networks_lookup(const struct networks *networks, const struct ip_packet *packet)
{
    if (packet->size < 20 || packet->octets[0] >> 4 != 4)
        return NULL;
    struct session *session = routes_lookup(&networks->sources, read32(packet->octets + 12));
    return session ? session : routes_lookup(&networks->routes, read32(packet->octets + 16));
}

void networks_find(struct networks *networks, const struct ip_packet *packets, size_t count,
                   uint64_t *names)
{
    uint64_t unrouted = 0;
    pthread_rwlock_rdlock(&networks->lock);
    for (size_t i = 0; i < count; i++) {
        const struct session *session = networks_lookup(networks, &packets[i]);
        names[i] = session ? session->name : 0;
        unrouted += !session;
    }
    pthread_rwlock_unlock(&networks->lock);
    networks->unrouted += unrouted;
}
