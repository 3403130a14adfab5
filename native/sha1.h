/* SHA-1 (FIPS 180-4), and the one use MPPE makes of it for every key. */

#ifndef VPDN_SHA1_H
#define VPDN_SHA1_H

#include <stddef.h>
#include <stdint.h>

enum { SHA1_BLOCK = 64, SHA1_DIGEST = 20 };

/* The digest of start key, 40 octets of 0x00, session key, 40 octets of 0xF2, which is what an
 * MPPE key comes from (RFC 3078 section 7.3). Both keys are `size` octets long: 8 or 16. */
void sha1_session(const uint8_t *start, const uint8_t *session, size_t size,
                  uint8_t digest[SHA1_DIGEST]);

/* The same in portable C, and with the SHA-1 instructions: the last only if cpu_has_sha(). */
void sha1_session_portable(const uint8_t *start, const uint8_t *session, size_t size,
                           uint8_t digest[SHA1_DIGEST]);
void sha1_session_x86(const uint8_t *start, const uint8_t *session, size_t size,
                      uint8_t digest[SHA1_DIGEST]);

/* Take `count` blocks of 64 octets into `state`, in either way. */
void sha1_blocks_portable(uint32_t state[5], const uint8_t *blocks, size_t count);
void sha1_blocks_x86(uint32_t state[5], const uint8_t *blocks, size_t count);

#endif
