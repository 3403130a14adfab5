"""The vtys' doors: telnet and SSH, open while some line takes callers by them.

Each change of the configuration may open or close one. A port that cannot be had is one log line,
and everything else goes on.
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.ios.lines import PORTS, VTY_KIND, Line, settings_of, vty_numbers
from vpdn.ios.router import Router
from vpdn.ios.ssh import listen_ssh
from vpdn.ios.telnet import serve_telnet

_KEEPALIVE = {
    socket.TCP_KEEPIDLE: 60,
    socket.TCP_KEEPINTVL: 10,
    socket.TCP_KEEPCNT: 5,
}
"""Seconds, seconds, times: a caller who is gone without a word gives his line back."""


EVERYWHERE = "0.0.0.0"


class Listening(Protocol):
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Doors:
    """Where callers may come: an address and a port each, None for nowhere."""

    telnet: tuple[str, int] | None = (EVERYWHERE, PORTS["telnet"])
    ssh: tuple[str, int] | None = (EVERYWHERE, PORTS["ssh"])


class VtyServer:
    """`start` opens what is to be open, and follows the configuration until `close`."""

    def __init__(self, router: Router, doors: Doors) -> None:
        self._router = router
        self._doors = {"telnet": doors.telnet, "ssh": doors.ssh}
        self._open: dict[str, Listening] = {}
        self._failed: dict[str, str] = {}
        self._key: object = None
        self._calls: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()
        self._follow: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._forget = self._router.on_change(self._changed)
        await self._refresh()

    async def close(self) -> None:
        """Close the doors and hang up on everybody."""
        self._forget()
        for one in self._open.values():
            one.close()
        self._open.clear()
        for session in list(self._router.sessions):
            if session.line.kind == VTY_KIND:
                session.hang_up()
        for task in [*self._calls, *self._follow]:
            task.cancel()
        await asyncio.gather(*self._calls, *self._follow, return_exceptions=True)

    def address(self, protocol: str) -> tuple[str, int] | None:
        """Where callers are taken now: the address and the port, None where they are not."""
        listening = self._open.get(protocol)
        sockets = getattr(listening, "sockets", None)
        if listening is None or sockets is None:
            return None
        host, port = sockets[0].getsockname()
        return str(host), int(port)

    def _changed(self) -> None:
        task = asyncio.get_running_loop().create_task(self._refresh())
        self._follow.add(task)
        task.add_done_callback(self._follow.discard)

    async def _refresh(self) -> None:
        async with self._changing:
            if self._key is not self._router.host_key.key:
                self._shut("ssh")
            for protocol in PORTS:
                if not self._wanted(protocol):
                    self._shut(protocol)
                elif protocol not in self._open:
                    await self._try_to_open(protocol)
            self._key = self._router.host_key.key

    def _wanted(self, protocol: str) -> bool:
        config = self._router.running.config
        if self._doors[protocol] is None or (
            protocol == "ssh" and self._router.host_key.key is None
        ):
            return False
        lines = (Line(VTY_KIND, number) for number in vty_numbers(config))
        return any(settings_of(config, line).takes(protocol) for line in lines)

    def _shut(self, protocol: str) -> None:
        listening = self._open.pop(protocol, None)
        if listening is not None:
            listening.close()

    async def _try_to_open(self, protocol: str) -> None:
        """Said once, until it is something else."""
        place = self._doors[protocol]
        assert place is not None
        host, port = place
        try:
            self._open[protocol] = await self._listen(protocol, host, port)
            self._failed.pop(protocol, None)
        except OSError as error:
            why = f"{host} port {port}: {os.strerror(error.errno or 0)}"
            if self._failed.get(protocol) != why:
                self._failed[protocol] = why
                self._router.log(f"%TCP-3-NOLISTEN: No {protocol} at {why}")

    async def _listen(self, protocol: str, host: str, port: int) -> Listening:
        if protocol == "ssh":
            return await listen_ssh(self._router, host, port)
        return await asyncio.start_server(self._called, host, port, reuse_address=True)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._calls.add(task)
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                await self._serve(reader, writer)
        finally:
            self._calls.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Whoever finds no line is turned away without a word, as by IOS."""
        router = self._router
        _keep_alive(writer.get_extra_info("socket"))
        peer = IPv4Address(writer.get_extra_info("peername")[0])
        line = router.vtys.take(router.running.config, "telnet", peer)
        if line is None:
            return
        try:
            await serve_telnet(router, line, reader, writer)
        finally:
            router.vtys.put_back(line)


def _keep_alive(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _KEEPALIVE.items():
        connection.setsockopt(socket.IPPROTO_TCP, option, value)
