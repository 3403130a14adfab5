"""Two hosts with nothing between them: what a packet costs is then the hosts' own, and no bridge's,
and AF_XDP has a card whose driver knows it."""

from __future__ import annotations

from tests.interop.network import Host

CARD = "eth0"


class Cable(Host):
    """One host, with `address` (and its prefix length) on its card, and the `other` one."""

    def __init__(self, address: str, others: str) -> None:
        super().__init__()
        self.other = Host()
        peer = ("type", "veth", "peer", "name", CARD, "netns", self.other.name)
        self.ip("link", "add", CARD, *peer)
        for host, ours in ((self, address), (self.other, others)):
            host.ip("address", "add", ours, "dev", CARD)
            host.ip("link", "set", CARD, "up")

    def close(self) -> None:
        self.other.close()
        super().close()
