"""Two control connections joined in memory, on a clock that tests move.

What an end returns is kept as its story, without the octets; `Transmit` goes to the other end,
in order, once the sender has said all it had to say. The pair answers calls, as an owner would.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from itertools import count

from vpdn.pptp.control import ControlConnection
from vpdn.pptp.outputs import (
    CallConnected,
    CallRequested,
    ControlMessage,
    PptpOutput,
    Role,
    Transmit,
)
from vpdn.pptp.settings import ControlSettings
from vpdn.wire import pptp

CLIENT = ControlSettings(
    host_name=b"pc", vendor=b"Microsoft Windows NT", firmware=2195, framing=1, bearer=1, window=64
)
SERVER = ControlSettings(host_name=b"angela", vendor=b"Cisco Systems, Inc.", firmware=1)


def counting(first: int) -> Callable[[int], bytes]:
    """Entropy that counts: draws are told apart in a test's expectations."""
    numbers = count(first)
    return lambda size: next(numbers).to_bytes(size, "big")


def machine(role: Role, settings: ControlSettings, first: int = 100) -> ControlConnection:
    return ControlConnection(role, settings, counting(first))


def sent(outputs: Sequence[PptpOutput]) -> list[pptp.Message]:
    """The messages that leave, read back from their octets."""
    return [pptp.decode(output.data) for output in outputs if isinstance(output, Transmit)]


def story(outputs: Sequence[PptpOutput]) -> list[PptpOutput]:
    """What is left when the messages are taken away."""
    return [each for each in outputs if not isinstance(each, Transmit | ControlMessage)]


class Pair:
    def __init__(
        self,
        client: ControlSettings = CLIENT,
        server: ControlSettings = SERVER,
        client_role: Role = Role.PNS,
        accept: bool = True,
    ) -> None:
        server_role = Role.PAC if client_role is Role.PNS else Role.PNS
        self.client = machine(client_role, client, 100)
        self.server = machine(server_role, server, 500)
        self.accept = accept
        self._wire: deque[tuple[str, bytes]] = deque()
        self.said: list[tuple[str, pptp.Message]] = []
        self.told: dict[str, list[PptpOutput]] = {"client": [], "server": []}

    def establish(self, now: float = 0.0) -> None:
        self.run("server", self.server.accept(now), now)
        self.run("client", self.client.start(now), now)

    def call(self, now: float = 0.0) -> tuple[int, int]:
        """Place a call from the client; gives its id at the client and at the server."""
        self.run("client", self.client.place(now), now)
        ids = [
            [each.call_id for each in self.told[end] if isinstance(each, CallConnected)][-1]
            for end in ("client", "server")
        ]
        return ids[0], ids[1]

    def run(self, end: str, outputs: Sequence[PptpOutput], now: float) -> None:
        """Do what one end wants done, and then all that follows from it at either end."""
        self._perform(end, outputs, now)
        while self._wire:
            to, octets = self._wire.popleft()
            machine_ = self.client if to == "client" else self.server
            self._perform(to, machine_.receive(octets, now), now)

    def _perform(self, end: str, outputs: Sequence[PptpOutput], now: float) -> None:
        other = "server" if end == "client" else "client"
        machine_ = self.client if end == "client" else self.server
        self.told[end] += story(outputs)
        for output in outputs:
            if isinstance(output, Transmit):
                self.said.append((end, pptp.decode(output.data)))
                self._wire.append((other, output.data))
            elif isinstance(output, CallRequested):
                self._perform(end, machine_.answer(output.call_id, self.accept, now), now)

    def hear(self) -> tuple[list[tuple[str, str]], dict[str, list[PptpOutput]]]:
        """Names of the messages and the ends' stories since the last time."""
        said, self.said = self.said, []
        told, self.told = self.told, {"client": [], "server": []}
        return [(end, type(message).__name__) for end, message in said], told
