"""The way of IP packets between TUN and GRE, past everything else.

engine     the interface every engine has: batches in, batches out
reference  the engine in Python: whose packet is it?
filters    access lists
policer    rate limits
routes     longest-prefix match of inner destinations
session    one call's two directions joined
inbound    from the peer: order, PPP framing, MPPE, what goes up
outbound   to the peer: MPPE, PPP framing, GRE, the queue
sequence   numbers as they arrive; reordering; acknowledgments owed
window     the peer's window and the adaptive time-out
mtu        the ICMP answer to what is too big
filters    access lists
native     the engine in C, where it was built; native_batch and native_filter put its values into
           Python's and back

An engine has no socket and no clock, and knows nothing of PPP's control protocols but that their
frames go up.
"""
