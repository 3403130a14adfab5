/* Where in a key stream an IP packet was enciphered, when what came before it is lost: the twin
 * of crypto/keystream.py. */

#ifndef VPDN_KEYSTREAM_H
#define VPDN_KEYSTREAM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The offset in `stream`, of `length` octets, at which `text`, of `size` octets, becomes a PPP
 * protocol (whole or compressed) and an IPv4 packet without options; -1 when there is none. */
ssize_t keystream_position(const uint8_t *text, size_t size, const uint8_t *stream, size_t length);

#endif
