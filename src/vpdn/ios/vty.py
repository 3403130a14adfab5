"""The vtys' doors: telnet and SSH, open while some line takes callers by them.

Each change of the configuration may open or close one. A port that cannot be had is one log line,
and everything else goes on.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.ios.lines import PORTS, VTY_KIND, Line, settings_of, vty_numbers
from vpdn.ios.router import Router
from vpdn.ios.ssh import serve_ssh
from vpdn.ios.telnet import serve_telnet

EVERYWHERE = "0.0.0.0"
PACE = {"telnet": 0.05, "ssh": 0.2}
"""Seconds from one caller to the next: what letting somebody in costs is not taken from the calls
that are being set up, however many come at once."""
_WAITING = 128
"""Callers who may wait for their turn."""
_UNTAKEN = 1 << 14
"""Octets typed ahead that the system keeps for a line that does not take them: a caller who has
typed megabytes and is gone does not hold his line until they are read."""
_NO_DESCRIPTOR = 1.0
"""Seconds to wait when the machine has no descriptor left."""
_KEEPALIVE = {
    socket.TCP_KEEPIDLE: 60,
    socket.TCP_KEEPINTVL: 10,
    socket.TCP_KEEPCNT: 5,
}
"""Seconds, seconds, times: a caller who is gone without a word gives his line back."""

Place = tuple[str, int]
Serve = Callable[[Router, Line, socket.socket], Awaitable[None]]
_SERVE: dict[str, Serve] = {"telnet": serve_telnet, "ssh": serve_ssh}


@dataclass(frozen=True, slots=True)
class Doors:
    """Where callers may come: an address and a port each, None for nowhere."""

    telnet: Place | None = (EVERYWHERE, PORTS["telnet"])
    ssh: Place | None = (EVERYWHERE, PORTS["ssh"])


class VtyServer:
    """`start` opens what is to be open, and follows the configuration until `close`."""

    def __init__(self, router: Router, doors: Doors) -> None:
        self._router = router
        self._places = {"telnet": doors.telnet, "ssh": doors.ssh}
        self._open: dict[str, Listener] = {}
        self._failed: dict[str, str] = {}
        self._callers: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._forget = self._router.on_change(self._follow)
        self._follow()

    async def close(self) -> None:
        """Close the doors and hang up on everybody."""
        self._forget()
        for protocol in list(self._open):
            self._shut(protocol)
        for session in list(self._router.sessions):
            if session.line.kind == VTY_KIND:
                session.hang_up()
        for task in self._callers:
            task.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)

    def address(self, protocol: str) -> Place | None:
        """Where callers are taken now, None where they are not."""
        listener = self._open.get(protocol)
        return None if listener is None else listener.place

    def _follow(self) -> None:
        for protocol in PORTS:
            if not self._wanted(protocol):
                self._shut(protocol)
            elif protocol not in self._open:
                self._try_to_open(protocol)

    def _wanted(self, protocol: str) -> bool:
        config = self._router.running.config
        if self._places[protocol] is None:
            return False
        if protocol == "ssh" and self._router.host_key.key is None:
            return False
        lines = (Line(VTY_KIND, number) for number in vty_numbers(config))
        return any(settings_of(config, line).takes(protocol) for line in lines)

    def _shut(self, protocol: str) -> None:
        listener = self._open.pop(protocol, None)
        if listener is not None:
            listener.close()

    def _try_to_open(self, protocol: str) -> None:
        """What fails is said once, until it is something else."""
        place = self._places[protocol]
        assert place is not None
        try:
            self._open[protocol] = Listener(self._router, protocol, place, self._callers)
            self._failed.pop(protocol, None)
        except OSError as error:
            why = f"{place[0]} port {place[1]}: {os.strerror(error.errno or 0)}"
            if self._failed.get(protocol) != why:
                self._failed[protocol] = why
                self._router.log(f"%TCP-3-NOLISTEN: No {protocol} at {why}")


class Listener:
    """A listening socket. Raises OSError when it cannot be had. Whoever comes in is a task among
    `callers`, and stays when it is closed."""

    def __init__(
        self, router: Router, protocol: str, place: Place, callers: set[asyncio.Task[None]]
    ) -> None:
        self._router = router
        self._protocol = protocol
        self._callers = callers
        self._socket = socket.create_server(place, backlog=_WAITING)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _UNTAKEN)
        self._accepting = asyncio.get_running_loop().create_task(self._accept())

    @property
    def place(self) -> Place:
        host, port = self._socket.getsockname()
        return str(host), int(port)

    def close(self) -> None:
        """At once: the port, and the number of the descriptor, may be somebody else's next."""
        self._accepting.cancel()
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, (host, _) = await loop.sock_accept(self._socket)
            except OSError:
                await asyncio.sleep(_NO_DESCRIPTOR)
                continue
            self._let_in(connection, IPv4Address(host))
            await asyncio.sleep(PACE[self._protocol])

    def _let_in(self, connection: socket.socket, peer: IPv4Address) -> None:
        """Whoever finds no line is turned away without a word, as by IOS."""
        line = self._router.vtys.take(self._router.running.config, self._protocol, peer)
        if line is None:
            connection.close()
            return
        task = asyncio.get_running_loop().create_task(self._serve(line, connection))
        self._callers.add(task)
        task.add_done_callback(self._callers.discard)

    async def _serve(self, line: Line, connection: socket.socket) -> None:
        try:
            with suppress(OSError, asyncio.CancelledError):
                _keep_alive(connection)
                await _SERVE[self._protocol](self._router, line, connection)
        finally:
            self._router.vtys.put_back(line)
            connection.close()


def _keep_alive(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _KEEPALIVE.items():
        connection.setsockopt(socket.IPPROTO_TCP, option, value)
