"""PPP, either end of one link: RFC 1661 and the protocols it carries. No I/O, no clock.

link            the phases; owns the three parts below and is all an owner sees
control         LCP with keepalive, identification, passive open, protocol rejects
authentication  at most one authenticator and one peer, from `auth`
network         IPCP and encryption in turn; every other protocol is rejected
encryption      CCP with MPPE, its keys, and the rule of what happens without them
negotiation     the engine of LCP and every NCP; `fsm` is its table, `convergence` Max-Failure
lcp ccp ipcp    the policies: what each protocol asks for and grants
settings        what an end is told; `personality` what makes it look like a certain system
outputs trace   what a link says to its owner, and what it tells about itself
"""
