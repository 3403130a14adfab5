"""Orders `callers.py`, the PCs in their namespace, about; and counts what programs hold on to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.interop.network import Host

PROGRAM = Path(__file__).with_name("callers.py")
STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Dialled:
    """One call: `address` and `mppe` (bits, stateful) when it is up, else `error` and the one
    `line` its user is told."""

    address: str = ""
    mppe: tuple[int, bool] | None = None
    milliseconds: float = 0.0
    error: int = 0
    line: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """Calls dialled together, and the seconds until the last one was up or had failed."""

    calls: tuple[Dialled, ...]
    seconds: float

    @property
    def addresses(self) -> list[str]:
        return [call.address for call in self.calls if call.address]

    @property
    def latencies(self) -> list[float]:
        """Milliseconds from the beginning of each call that came up to its being up."""
        return [call.milliseconds for call in self.calls if call.address]


class Exchange:
    """The running program; each method is one order. A context manager that hangs up."""

    def __init__(
        self,
        host: Host,
        server: str,
        password: str,
        *,
        encryption: str = "required",
        stateful: bool = False,
        timeout: float = 30.0,
        datapath: str = "auto",
    ) -> None:
        settings = {
            "server": server,
            "password": password,
            "encryption": encryption,
            "stateful": stateful,
            "timeout": timeout,
            "datapath": datapath,
        }
        command = host.inside(sys.executable, str(PROGRAM), json.dumps(settings))
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up and end the program."""
        if self._program.stdin is not None:
            self._program.stdin.close()
        try:
            self._program.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()

    def kill(self) -> None:
        """End the program without a word to anybody."""
        self._program.kill()
        self._program.wait()

    def dial(self, calls: int, at_once: int = 0, users: Sequence[str] = ("tac",)) -> Round:
        """Dial, `at_once` calls under way at any time (0: all of them), `users` taking turns."""
        answer = self._order("dial", calls=calls, at_once=at_once or calls, users=list(users))
        return Round(tuple(map(_dialled, answer["calls"])), answer["seconds"])

    def ping(self, target: str) -> dict[str, float | None]:
        """One ping from each address, together: the milliseconds of its reply, or None."""
        milliseconds: dict[str, float | None] = self._order("ping", target=target)["milliseconds"]
        return milliseconds

    def packets(self) -> dict[str, tuple[int, int]]:
        """IP packets sent and received in the tunnel of each address."""
        counted = self._order("packets")["packets"]
        return {address: (sent, received) for address, (sent, received) in counted.items()}

    def hang_up(self, *addresses: str) -> float:
        """End these calls, or all; returns the seconds it took."""
        seconds: float = self._order("hang_up", addresses=list(addresses))["seconds"]
        return seconds

    def tasks(self) -> int:
        """Tasks the program's event loop has beside the one that answers here."""
        tasks: int = self._order("remains")["tasks"]
        return tasks

    def _order(self, verb: str, **order: Any) -> dict[str, Any]:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps({"do": verb, **order}) + "\n")
        self._program.stdin.flush()
        line = self._program.stdout.readline()
        assert line, f"the callers ended with status {self._program.wait(STOP_SECONDS)}"
        answer: dict[str, Any] = json.loads(line)
        return answer


def _dialled(values: dict[str, Any]) -> Dialled:
    mppe = values.pop("mppe", None)
    return Dialled(mppe=(mppe[0], mppe[1]) if mppe else None, **values)
