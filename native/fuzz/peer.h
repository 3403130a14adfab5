/* The other end of a call, which makes GRE packets of what an input says: in order or not, with
   good cipher text or changed. */

#ifndef VPDN_FUZZ_PEER_H
#define VPDN_FUZZ_PEER_H

#include <stdbool.h>

#include "input.h"
#include "mppe.h"
#include "session.h"

enum {
    PEER_PACKET = 2048, /* octets of the largest packet */
    PEER_KEPT = 8,      /* packets that can come again, or later */
};

struct peer_packet {
    uint8_t octets[PEER_PACKET];
    size_t size;
};

struct peer {
    uint16_t call_id; /* of the end under test */
    uint32_t number;  /* of the next packet */
    bool encrypts;
    struct mppe_encryptor encryptor;
    struct peer_packet kept[PEER_KEPT];
    unsigned next_kept;
};

/* A set of keys by number, that of the end under test; 0: none. The peer takes the opposite, or
   none if it is `absent`. */
const struct session_keys *peer_keys(unsigned mode);
void peer_encrypt(struct peer *peer, unsigned mode, bool absent);

/* The next packet, kept: PPP as the input has it, or IP, enciphered if the peer does that. */
struct peer_packet *peer_frame(struct peer *peer, struct input *input);
struct peer_packet *peer_data(struct peer *peer, struct input *input);

/* One that was kept. */
struct peer_packet *peer_again(struct peer *peer, uint8_t which);

/* Change octets of a packet, most of them in its headers. */
void peer_damage(struct peer_packet *packet, struct input *input);

/* An IPv4 packet of `size` octets, at least 20, from and to these addresses; TCP, UDP or another,
   as the input says. */
void peer_ip(uint8_t *packet, size_t size, uint32_t source, uint32_t destination,
             struct input *input);

#endif
