"""The arithmetic of authentication and encryption, as pure functions and two streams.

chap       CHAP with MD5, RFC 1994
mschap     hashes, responses and password changes of MS-CHAP, RFC 2433 and RFC 2759
mppe_keys  from what authentication leaves to start keys and session keys, RFC 3079
mppe       the cipher of one direction, RFC 3078

*Start key*: of one direction, never changes. *Session key*: what RC4 is given; each follows from
the one before. *Coherency count*: the 12 bits that tell datagrams apart. *Stateless*: a key a
datagram. *Stateful*: a key 256 datagrams, and a reset after each loss.
"""
