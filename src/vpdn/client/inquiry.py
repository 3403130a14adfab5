"""Asks whoever serves DHCP behind a tunnel: the socket and the timer of an `Inform`.

The socket is bound to the tunnel's device, so nothing from outside is taken for an answer.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address

from vpdn.client.inform import Advice, Inform
from vpdn.net.alarm import Alarm
from vpdn.net.refusals import address_refused
from vpdn.wire.dhcp import CLIENT_PORT, SERVER_PORT

EVERYBODY = "255.255.255.255"
_LARGEST = 2048


class Inquiry:
    """Must be made inside a running event loop, and closed. `told` gets the answer, if there is
    one. Raises ConfigError when the system refuses the socket."""

    def __init__(self, device: str, local: IPv4Address, told: Callable[[Advice], None]) -> None:
        self._told = told
        self._inform = Inform(local, os.urandom, time.monotonic())
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            for option in (socket.SO_REUSEADDR, socket.SO_BROADCAST):
                self._socket.setsockopt(socket.SOL_SOCKET, option, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
            self._socket.bind((str(local), CLIENT_PORT))
        except OSError as error:
            self._socket.close()
            raise address_refused("UDP", local, CLIENT_PORT, error) from error
        self._loop.add_reader(self._socket, self._read)
        self._alarm = Alarm(self._tick)
        self._tick()

    def close(self) -> None:
        """Once more does nothing."""
        self._alarm.cancel()
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._socket.close()

    def _tick(self) -> None:
        question = self._inform.tick(time.monotonic())
        if question is not None:
            with suppress(OSError):
                self._socket.sendto(question, (EVERYBODY, SERVER_PORT))
        self._go_on()

    def _read(self) -> None:
        try:
            data, (_, port) = self._socket.recvfrom(_LARGEST)
        except OSError:
            return
        advice = self._inform.receive(data) if port == SERVER_PORT else None
        self._go_on()
        if advice is not None:
            self._told(advice)

    def _go_on(self) -> None:
        if self._inform.deadline is None:
            self.close()
        else:
            self._alarm.set(self._inform.deadline)
