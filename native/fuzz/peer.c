#include "peer.h"

#include "octets.h"
#include "tcpip.h"

enum { GRE_HEADER = 16, FRONT = GRE_HEADER + 4 + MPPE_HEADER, SHORT = 64 };

static const uint8_t KEYS[2][16] = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
                                    {16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}};

const struct session_keys *peer_keys(unsigned mode)
{
    static const struct session_keys KINDS[] = {
        {128, false, KEYS[0], KEYS[1]}, {128, true, KEYS[0], KEYS[1]},
        {40, false, KEYS[0], KEYS[1]},  {56, true, KEYS[0], KEYS[1]},
        {128, false, KEYS[1], KEYS[0]},
    };
    enum { COUNT = sizeof KINDS / sizeof *KINDS };
    mode %= COUNT + 1;
    return mode ? &KINDS[mode - 1] : NULL;
}

void peer_encrypt(struct peer *peer, unsigned mode, bool absent)
{
    const struct session_keys *keys = absent ? NULL : peer_keys(mode);
    if (peer->encrypts)
        mppe_encryptor_free(&peer->encryptor);
    peer->encrypts = keys != NULL;
    if (keys)
        mppe_encryptor_init(&peer->encryptor, keys->receive, keys->bits, keys->stateful);
}

void peer_ip(uint8_t *packet, size_t size, uint32_t source, uint32_t destination,
             struct input *input)
{
    static const uint8_t PROTOCOLS[] = {IP_PROTOCOL_TCP, IP_PROTOCOL_UDP, IP_PROTOCOL_ICMP, 47};
    uint8_t kind = input_octet(input);
    size_t inner = size - IPV4_HEADER;
    memset(packet, 0, size);
    packet[0] = 0x45;
    write16(packet + 2, (uint16_t)size);
    packet[6] = kind & 0x60;
    packet[8] = 64;
    packet[9] = PROTOCOLS[kind & 3];
    write32(packet + 12, source);
    write32(packet + 16, destination);
    ipv4_write_checksum(packet, IPV4_HEADER);
    size_t given = input_octet(input) % SHORT;
    input_octets(input, packet + IPV4_HEADER, inner < given ? inner : given);
}

static struct peer_packet *keep(struct peer *peer)
{
    return &peer->kept[peer->next_kept++ % PEER_KEPT];
}

/* GRE's header in front of the payload, which moves up to it. `how` says where the number is, and
   whether there is an acknowledgment. */
static void frame(struct peer *peer, struct peer_packet *packet, const uint8_t *payload,
                  size_t size, struct input *input)
{
    uint8_t how = input_octet(input);
    bool both = how & 1;
    size_t header = both ? GRE_HEADER : 12;
    if (how & 2)
        peer->number += (uint32_t)(int8_t)input_octet(input);
    if (how & 4)
        peer->number += (uint32_t)input_octet(input) << 8;
    memmove(packet->octets + header, payload, size);
    write16(packet->octets, both ? 0x3081 : 0x3001);
    write16(packet->octets + 2, 0x880B);
    write16(packet->octets + 4, (uint16_t)size);
    write16(packet->octets + 6, peer->call_id);
    write32(packet->octets + 8, peer->number++);
    if (both)
        write32(packet->octets + 12, (uint32_t)(int8_t)input_octet(input));
    packet->size = header + size;
}

struct peer_packet *peer_frame(struct peer *peer, struct input *input)
{
    struct peer_packet *packet = keep(peer);
    size_t size = input_octet(input) % SHORT;
    uint8_t payload[SHORT];
    input_octets(input, payload, size);
    frame(peer, packet, payload, size, input);
    return packet;
}

struct peer_packet *peer_data(struct peer *peer, struct input *input)
{
    struct peer_packet *packet = keep(peer);
    uint8_t *data = packet->octets + FRONT, *payload = data;
    size_t size = 22 + input_word(input) % 1600;
    write16(data, 0x0021);
    peer_ip(data + 2, size - 2, 0x0A000000u + peer->call_id, input_octet(input), input);
    if (peer->encrypts) {
        payload = data - MPPE_HEADER;
        mppe_encrypt(&peer->encryptor, data, size, payload);
        payload -= 2;
        write16(payload, 0x00FD);
    }
    frame(peer, packet, payload, size + (size_t)(data - payload), input);
    return packet;
}

struct peer_packet *peer_again(struct peer *peer, uint8_t which)
{
    return &peer->kept[which % PEER_KEPT];
}

void peer_damage(struct peer_packet *packet, struct input *input)
{
    uint8_t how = input_octet(input);
    for (unsigned count = how & 3; count && packet->size; count--) {
        size_t at = input_octet(input) % packet->size;
        packet->octets[at] ^= input_octet(input);
    }
    if (how & 0x80)
        packet->size = input_octet(input) % (packet->size + 1);
}
