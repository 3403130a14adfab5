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
    ENABLE = (5, "access", 1, 0)
    USERS = (6, "users", 1, 0)
    MEMORY = (7, "users", 1, 0)
    NAMES = (8, "names", 2, 0)
    AUDIT = (9, "vpdn", 1, 0)
    VPDN = (10, "vpdn", 1, 0)
    VPDN_GROUPS = (11, "groups", 2, 1)
    CALLS = (12, "calls", 3, 0)
    CONTROLLERS = (13, "controllers", 7, 1)
    INTERFACES = (14, "interfaces", 2, 1)
    TEMPLATES = (15, "interfaces", 2, 1)
    IP = (16, "ip", 1, 0)
    NAMED_LISTS = (17, "named", 1, 0)
    ACCESS_LISTS = (18, "lists", 1, 0)
    HOSTS = (19, "servers", 1, 0)
    SERVERS = (20, "servers", 1, 0)
    NAMED_SERVERS = (21, "radius", 1, 1)
    PEERS = (22, "peers", 1, 0)
    BANNERS = (23, "banners", 1, 0)
    PRIVILEGES = (24, "privileges", 1, 0)
    LINES = (25, "lines", 5, 0)
    CLOCK = (26, "lines", 5, 0)

    BODY = (27, "body", 0, 0)
    """The lines inside another line's mode."""
    BODY_PPP = (28, "ppp", 0, 0)
    """The `ppp` lines inside an interface, after the others."""

    def __init__(self, rank: int, paragraph: str, before: int, between: int) -> None:
        self.rank = rank
        self.paragraph = paragraph
        self.before = before
        self.between = between
