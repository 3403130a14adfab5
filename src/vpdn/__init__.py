"""A PPTP access server in Python: router, RADIUS server, client, and the network around them.

The words every package uses, in the order a call meets them:

PNS, PAC       The two ends of a control connection (RFC 2637). A PC that places an Outgoing-Call
               is the PNS and the router its PAC; an Incoming-Call turns the roles round.
control connection
               One TCP connection to port 1723. IOS calls it a tunnel, and so do we.
call, session  One PPP link inside a tunnel, its packets carried by GRE and named by two call ids.
link           PPP over one call (RFC 1661): LCP, one authenticator, then the network protocols.
NCP            A protocol that opens after authentication: IPCP, IPV6CP, CCP.
MPPE           Encryption of PPP frames (RFC 3078), agreed by CCP, keyed by MS-CHAP (RFC 3079).
machine        Protocol logic: it takes input and `now`, and returns a list of outputs.
output         Something a machine wants done. A `Trace` among them asks for nothing and tells what
               happened; debug lines, captures and tests are made from traces.
grant          What authorization allows a user: an address, routes, limits.
method list    Who is asked, in order, for a user's verdict: "group radius local".
verdict        Accept or Reject. Nobody answering is neither: it is the error `Unavailable`.
data path      What an IP packet passes once the NCPs are up: TUN, MPPE, GRE, nothing else.
engine         One implementation of the data path.
NAS            The router as AAA sees it: server, its tunnels, their sessions.
snapshot       A frozen copy of the live server for whoever wants to show it.
event          A trace with its time and its session, as published by the server.
"""

__version__ = "0.1.0"
