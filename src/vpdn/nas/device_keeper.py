"""Keeps the TUN device there while calls need it.

Somebody may take it down, which makes the kernel forget the routes to all callers, or delete it.
Calls know nothing of that: once it is up again, or made anew, their packets pass as before.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from vpdn.aaa.types import Emit
from vpdn.errors import ConfigError
from vpdn.nas.trace import DeviceDown, DeviceRefused, DeviceUp
from vpdn.net.route_socket import RouteSocket
from vpdn.net.way_socket import RTMGRP_LINK, LinkChanged, WayEvents

RETRY_SECONDS = 5.0
"""Until a device that could not be made is tried again."""


class Restorer(Protocol):
    """`nas.host.Host`. Both give the number of routes, and raise ConfigError."""

    def reroute(self) -> int: ...

    def restore(self) -> int: ...


class DeviceKeeper:
    """Must be made inside a running event loop, in the namespace of the device, which is there and
    up, and closed. Raises OSError when the system refuses."""

    def __init__(self, device: str, host: Restorer, publish: Emit) -> None:
        self._device = device
        self._host = host
        self._publish = publish
        self._kernel = RouteSocket()
        self._number = self._kernel.index(device)
        self._up = True
        self._refused = False
        self._retry: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._events = WayEvents(RTMGRP_LINK)
        self._loop.add_reader(self._events.fileno(), self._read)

    def close(self) -> None:
        self._loop.remove_reader(self._events.fileno())
        self._events.close()
        self._kernel.close()
        if self._retry is not None:
            self._retry.cancel()

    def _read(self) -> None:
        """One that is deleted goes down first, which is not worth a word."""
        changes = [each for each in self._events.read() if isinstance(each, LinkChanged)]
        ours = [each for each in changes if each.device == self._number]
        if any(each.gone for each in ours):
            self._renew()
            return
        for each in ours:
            if each.up != self._up:
                self._up = each.up
                self._turn()

    def _turn(self) -> None:
        if self._up:
            self._reroute()
        elif self._is_there():
            self._publish(DeviceDown(self._device))

    def _is_there(self) -> bool:
        try:
            return self._kernel.index(self._device) == self._number
        except OSError:
            return False

    def _reroute(self) -> None:
        try:
            self._publish(DeviceUp(self._device, self._host.reroute()))
        except ConfigError as error:
            self._publish(DeviceRefused(self._device, error.reason))

    def _renew(self) -> None:
        """What is refused is told once, and tried until it is not."""
        self._retry = None
        try:
            routes = self._host.restore()
        except ConfigError as error:
            if not self._refused:
                self._publish(DeviceRefused(self._device, error.reason))
            self._refused = True
            self._retry = self._loop.call_later(RETRY_SECONDS, self._renew)
            return
        self._number, self._up, self._refused = self._kernel.index(self._device), True, False
        self._publish(DeviceUp(self._device, routes, anew=True))
