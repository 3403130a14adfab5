"""What passes a host's network card of PPTP's GRE: the frames of each way, as octets.

A thread reads a packet socket that was opened in the host's namespace; nothing of ours is asked.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections import Counter
from dataclasses import dataclass
from typing import Self

from tests.interop.network import Host
from vpdn.net import namespaces
from vpdn.wire import gre

_EVERY_PROTOCOL = 0x0003
_IP = 0x0800
_GRE = 47
_COMPRESSED = b"\x00\xfd"
_BUFFER = 1 << 20
_PATIENCE = 0.1


@dataclass(frozen=True, slots=True)
class Frames:
    """The PPP frames of one way, in the order of their sequence numbers, which begin at 0; and
    how many packets did nothing but acknowledge."""

    each: tuple[bytes, ...]
    acknowledgments: int = 0

    @property
    def packets(self) -> int:
        return len(self.each)

    @property
    def octets(self) -> int:
        return sum(map(len, self.each))

    @property
    def encrypted(self) -> list[bytes]:
        """MPPE's packets, from their coherency count on."""
        bare = [frame.removeprefix(b"\xff\x03") for frame in self.each]
        short = [frame[1:] for frame in bare if frame[:1] == b"\xfd"]
        return short or [frame[2:] for frame in bare if frame[:2] == _COMPRESSED]

    @property
    def coherency(self) -> int:
        """That of the last encrypted packet."""
        return int(struct.unpack(">H", self.encrypted[-1][:2])[0]) & 0x0FFF


class Capture:
    """Begins when it is made. A context manager that ends it."""

    def __init__(self, host: Host, device: str = "eth0") -> None:
        with namespaces.inside(host.name):
            self._socket = socket.socket(
                socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERY_PROTOCOL)
            )
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._socket.bind((device, _EVERY_PROTOCOL))
        self._socket.settimeout(_PATIENCE)
        self._seen: dict[tuple[str, int], bytes] = {}
        self._acknowledgments: Counter[str] = Counter()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._socket.close()

    def sent_by(self, address: str) -> Frames:
        """The frames that have come from this address until now."""
        seen = sorted(item for item in dict(self._seen).items() if item[0][0] == address)
        return Frames(tuple(frame for _, frame in seen), self._acknowledgments[address])

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                packet, (_, protocol, *_) = self._socket.recvfrom(65535)
            except TimeoutError:
                continue
            if protocol == _IP and packet[9] == _GRE:
                self._take(packet)

    def _take(self, packet: bytes) -> None:
        header = 4 * (packet[0] & 15)
        source = socket.inet_ntoa(packet[12:16])
        found = gre.decode(packet[header:])
        if found.sequence is None:
            self._acknowledgments[source] += 1
        else:
            self._seen[source, found.sequence] = found.payload
