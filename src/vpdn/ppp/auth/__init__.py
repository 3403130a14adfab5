"""Who is at the other end: one module a protocol, each as authenticator and as peer.

method   the four methods, their names, and their LCP option
pap      RFC 1334
chap     the exchange of RFC 1994 that three methods share, as authenticator; its MD5 flavour
chap_peer  the same as the end that proves itself
flavour  what differs between the three
password_change  a new password within the exchange
mschap   the MS-CHAPv1 flavour, RFC 2433
mschap_v2  the MS-CHAPv2 flavour, RFC 2759

An authenticator does not know whether a user is welcome: it returns `AuthNeeded` and is told.
"""
