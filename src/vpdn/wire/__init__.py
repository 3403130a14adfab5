"""Bytes ⇄ frozen dataclasses, one module a protocol, named as its RFC names it.

reader  a cursor over octets; every shortage is a DecodeError with its offset
pptp    control messages of RFC 2637 section 2 (layout: their bodies; pptp_stream: their TCP stream)
gre     enhanced GRE, RFC 2637 section 4.1
ppp     the PPP frame of RFC 1661 section 2 and its two compressed fields
cp      the packet format LCP and all NCPs share, RFC 1661 section 5
lcp ccp ipcp ipv6cp   the options, and LCP's own packets
pap chap eap          authentication packets
dhcp dhcp_routes      what a caller asks for once it has its address, RFC 2131, 2132, 3442
ip      the little of IPv4, TCP and ICMP that an access server reads

A decoder takes any octets and either returns a value or raises DecodeError. Nothing here knows
a state, a peer or a time.
"""
