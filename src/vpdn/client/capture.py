"""A GRE socket that writes down what passes, for Wireshark: one IP packet a record.

The IP header is made anew: raw sockets of Linux do not hand over the one that was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path

from vpdn.net.gre import GreSocket
from vpdn.net.pcap import LinkType, PcapWriter
from vpdn.wire import ip


class CapturedGre(GreSocket):
    """`source_for` tells our own address towards a peer. Raises ConfigError when the file or the
    socket cannot be had."""

    def __init__(self, path: Path, source_for: Callable[[IPv4Address], IPv4Address]) -> None:
        self._pcap = PcapWriter(path, LinkType.RAW_IP)
        self._source_for = source_for
        self._sources: dict[IPv4Address, IPv4Address] = {}
        try:
            super().__init__()
        except BaseException:
            self._pcap.close()
            raise

    def close(self) -> None:
        super().close()
        self._pcap.close()

    def receive_batch(self, limit: int = 64) -> list[tuple[IPv4Address, bytes]]:
        batch = super().receive_batch(limit)
        for peer, packet in batch:
            self._record(peer, self._ours(peer), packet)
        return batch

    def send(self, peer: IPv4Address, packet: bytes) -> bool:
        sent = super().send(peer, packet)
        if sent:
            self._record(self._ours(peer), peer, packet)
        return sent

    def _ours(self, peer: IPv4Address) -> IPv4Address:
        if peer not in self._sources:
            self._sources[peer] = self._source_for(peer)
        return self._sources[peer]

    def _record(self, source: IPv4Address, destination: IPv4Address, packet: bytes) -> None:
        self._pcap.write(ip.build(source, destination, ip.IpProtocol.GRE, packet))
