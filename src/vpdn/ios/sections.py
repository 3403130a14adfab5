"""The parts of a running-config, in IOS' order, and the `!` lines around them.

Facts: the running-config that Cisco's document prints (IOS 12.1(5)T).
"""

from __future__ import annotations

from enum import Enum


class Section(Enum):
    """In the order of printing. `paragraph`: sections with the same one stand together; `before`
    is how many `!` lines precede a paragraph, `between` how many part the entries of a section."""

    VERSION = (1, "version", 1, 0)
    HOSTNAME = (2, "hostname", 1, 0)
    LOGGING = (3, "access", 1, 0)
    AAA = (4, "access", 1, 0)
    AAA_TACACS_GROUPS = (5, "access", 1, 0)
    AAA_LISTS = (6, "access", 1, 0)
    AAA_ACCOUNTING = (7, "access", 1, 0)
    ENABLE = (8, "access", 1, 0)
    USERS = (9, "users", 1, 0)
    MEMORY = (10, "users", 1, 0)
    NAMES = (11, "names", 2, 0)
    DHCP_POOLS = (12, "dhcp", 1, 1)
    AUDIT = (13, "vpdn", 1, 0)
    VPDN = (14, "vpdn", 1, 0)
    VPDN_GROUPS = (15, "groups", 2, 1)
    CALLS = (16, "calls", 3, 0)
    CONTROLLERS = (17, "controllers", 7, 1)
    INTERFACES = (18, "interfaces", 2, 1)
    TEMPLATES = (19, "interfaces", 2, 1)
    POOLS = (20, "ip", 1, 0)
    NAT = (21, "ip", 1, 0)
    IP = (22, "ip", 1, 0)
    NAMED_LISTS = (23, "named", 1, 0)
    ACCESS_LISTS = (24, "lists", 1, 0)
    HOSTS = (25, "servers", 1, 0)
    TACACS = (26, "servers", 1, 0)
    SERVERS = (27, "servers", 1, 0)
    NAMED_SERVERS = (28, "radius", 1, 1)
    PEERS = (29, "peers", 1, 0)
    BANNERS = (30, "banners", 1, 0)
    ALIASES = (31, "privileges", 1, 0)
    PRIVILEGES = (32, "privileges", 1, 0)
    LINES = (33, "lines", 5, 0)
    CLOCK = (34, "lines", 5, 0)

    BODY = (35, "body", 0, 0)
    """The lines inside another line's mode."""
    BODY_PPP = (36, "ppp", 0, 0)
    """The `ppp` lines inside an interface, after the others."""

    def __init__(self, rank: int, paragraph: str, before: int, between: int) -> None:
        self.rank = rank
        self.paragraph = paragraph
        self.before = before
        self.between = between
