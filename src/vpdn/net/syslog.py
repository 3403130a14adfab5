"""Sends syslog datagrams: RFC 3164 section 2. What they say is the caller's business."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address

PORT = 514


class SyslogSocket:
    """One UDP socket, opened with the first datagram; close it after use. `source` is the address
    datagrams come from, None for the routing table's choice."""

    def __init__(self, port: int = PORT) -> None:
        self.source: IPv4Address | None = None
        self._port = port
        self._socket: socket.socket | None = None

    def come_from(self, source: IPv4Address | None) -> None:
        """From now on datagrams have this source."""
        if source != self.source:
            self.close()
            self.source = source

    def send(self, server: IPv4Address, datagram: bytes) -> bool:
        """False when the system would not take it: nobody waits for a log."""
        try:
            if self._socket is None:
                self._socket = self._open()
            self._socket.sendto(datagram, (str(server), self._port))
        except OSError:
            return False
        return True

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _open(self) -> socket.socket:
        """A source that this machine has not (its interface is down) is the routing table's
        choice again."""
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        opened.setblocking(False)
        if self.source is not None:
            try:
                opened.bind((str(self.source), 0))
            except OSError:
                return opened
        return opened
