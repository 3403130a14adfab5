"""The read model of what the router runs on: the machine, this process, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Load:
    """Processor time, in percent of one processor."""

    five_seconds: float = 0.0
    one_minute: float = 0.0
    five_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class ThreadSnapshot:
    """`milliseconds` it has run, `invoked` times."""

    number: int
    name: str
    milliseconds: int
    invoked: int
    load: Load


@dataclass(frozen=True, slots=True)
class ProcessSnapshot:
    """This process. `kernel`: percent of the last five seconds, in the kernel. `size` and
    `resident` in octets."""

    load: Load = field(default_factory=Load)
    kernel: float = 0.0
    threads: tuple[ThreadSnapshot, ...] = ()
    size: int = 0
    resident: int = 0


@dataclass(frozen=True, slots=True)
class HardwareSnapshot:
    """The machine: `memory`, `available` and `disk` in octets."""

    architecture: str = ""
    processor: str = ""
    megahertz: int = 0
    processors: int = 1
    system: str = ""
    language: str = ""
    memory: int = 0
    available: int = 0
    disk: int = 0
    serial: str = ""
