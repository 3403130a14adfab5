"""The access server: the only place where tunnels, links, AAA and the data path meet.

Server    listens on port 1723; owns tunnels, pools, limits, AAA and the pump.
Tunnel    one TCP connection: a PPTP control connection and the sessions of its calls.
Session   one call: a PPP link, its authentication, its address, its place in the data path.
Services  what there is one of, lent to tunnels and sessions.
Host      what is used of the machine: sockets, the TUN device, addresses, routes.

`config` is what a server is told, `snapshot` and `events` are how others may look at it.
"""
