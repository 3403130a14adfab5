"""A lab's file: TOML that opens with the network's drawing and then says it again in keys.

`load` is the only way in; its errors name the file and the key in one sentence. Knows what may be
said, nothing of how it is built.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import field
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from vpdn.errors import ConfigError
from vpdn.lab.drawing import opening_comment
from vpdn.lab.expectation import Expectation
from vpdn.lab.explanation import Explanation
from vpdn.lab.overlay import UnknownLineError, apply_changes, laid_over
from vpdn.net.faults import FaultSettings
from vpdn.net.matches import NAMES

LABS = Path(str(files("vpdn.lab"))) / "topologies"
STRICT = ConfigDict(extra="forbid")
DEVICE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,13}")


@dataclass(frozen=True, slots=True, config=STRICT)
class Node:
    """One machine. `interfaces`: device name to its addresses; `routes`: network to gateway."""

    interfaces: dict[str, tuple[IPv4Interface, ...]]
    routes: dict[IPv4Network, IPv4Address] = field(default_factory=dict)
    forwarding: bool = False


@dataclass(frozen=True, slots=True, config=STRICT)
class Lan:
    """A switch. `ports` are written "node.device", as are the ends of a line."""

    ports: tuple[str, ...]


@dataclass(frozen=True, slots=True, config=STRICT)
class LineSpec:
    """A line between two nodes. `there` are the faults from `near` to `far`, `back` the others."""

    near: str
    far: str
    there: FaultSettings = field(default_factory=FaultSettings)
    back: FaultSettings = field(default_factory=FaultSettings)


@dataclass(frozen=True, slots=True, config=STRICT)
class PartSpec:
    """One program inside a node: `program` and the words of `run`.

    A word that names one of the lab's files, or a file beside it, becomes its path. `ready` says
    what tells that it works: "tcp PORT" or "udp PORT" it listens on, "file PATH" it makes, "says
    TEXT" it prints, "ends STATUS" it is over; within `within` seconds. With `show` its output is
    passed on as it comes, behind `prefix`.
    """

    name: str
    node: str
    run: tuple[str, ...]
    ready: Annotated[str, Field(pattern=r"^(tcp \d+|udp \d+|file .+|says .+|ends \d+)$")]
    within: float = 30.0
    show: bool = False
    prefix: str = ""
    program: Literal["vpdn", "ping", "ip"] = "vpdn"


@dataclass(frozen=True, slots=True, config=STRICT)
class Step:
    """What happens once the parts are ready: the line `line` gets other faults."""

    say: str
    line: str
    there: FaultSettings = field(default_factory=FaultSettings)
    back: FaultSettings = field(default_factory=FaultSettings)


@dataclass(frozen=True, slots=True, config=STRICT)
class Console:
    """The router to talk to: its prompt, the `vpdn` words that attach, and what is typed first."""

    prompt: str
    run: tuple[str, ...]
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, config=STRICT)
class Topology:
    """`files`: small files the parts need, by name; `directory`: where the others are. A lab that
    is played to show a fault says in `expect` what must be seen, and explains it."""

    title: str
    nodes: dict[str, Node]
    console: Console
    lans: dict[str, Lan] = field(default_factory=dict)
    lines: dict[str, LineSpec] = field(default_factory=dict)
    parts: tuple[PartSpec, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    expect: Expectation | None = None
    explanation: Explanation | None = None
    drawing: str = ""
    directory: Path = LABS

    def ends(self) -> list[tuple[str, str]]:
        """Every (node, device) that something is plugged into."""
        ports = [port for lan in self.lans.values() for port in lan.ports]
        ports += [end for line in self.lines.values() for end in (line.near, line.far)]
        return [plug(port) for port in ports]


def plug(port: str) -> tuple[str, str]:
    """ "pc.modem" is device "modem" of node "pc"."""
    node, _, device = port.partition(".")
    return node, device


def names() -> list[str]:
    """The labs that come with vpdn."""
    return sorted(path.stem for path in LABS.glob("*.toml") if _is_lab(path))


def find(name: str) -> Path:
    """A lab's file: by the name of one that comes with vpdn, or by its path."""
    known = LABS / f"{name}.toml"
    if name in names():
        return known
    if Path(name).is_file():
        return Path(name)
    raise ConfigError(f"there is no lab {name}: neither a file nor one of {', '.join(names())}")


def load(path: Path) -> Topology:
    """Raises ConfigError for anything that cannot be built."""
    try:
        text = path.read_text()
        raw = _on_its_base(tomllib.loads(text), path.resolve().parent)
        raw |= {"drawing": opening_comment(text), "directory": path.resolve().parent}
        topology = _ADAPTER.validate_python(raw)
    except OSError as error:
        raise ConfigError(f"{error.filename or path}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{path}: {key}: {first['msg']}") from error
    except UnknownLineError as error:
        raise ConfigError(f"{path}: {error}") from error
    if complaint := _complaint(topology):
        raise ConfigError(f"{path}: {complaint}")
    return topology


def _on_its_base(raw: dict[str, Any], directory: Path) -> dict[str, Any]:
    """A lab's keys over those of its `base`, which is a lab beside it; its changes made."""
    if base := raw.pop("base", None):
        raw = laid_over(tomllib.loads((directory / f"{base}.toml").read_text()), raw)
    _CHANGES.validate_python({"changes": raw.get("changes", {})})
    return apply_changes(raw, directory)


def _complaint(topology: Topology) -> str | None:
    """The first thing that does not fit together, if anything."""
    plugged = topology.ends()
    for node, device in plugged:
        if node not in topology.nodes:
            return f"there is no node {node}"
        if device not in topology.nodes[node].interfaces:
            return f"node {node} has no interface {device}"
        if not DEVICE.fullmatch(device):
            return f"{device} is not a device name"
        if plugged.count((node, device)) > 1:
            return f"{node}.{device} is plugged in twice"
    for part in topology.parts:
        if part.node not in topology.nodes:
            return f"part {part.name}: there is no node {part.node}"
    for step in topology.steps:
        if step.line not in topology.lines:
            return f"step {step.say!r}: there is no line {step.line}"
    faulty: list[LineSpec | Step] = [*topology.lines.values(), *topology.steps]
    for way in [way for one in faulty for way in (one.there, one.back)]:
        for kind in (way.only, *(lost.match for lost in way.lose)):
            if kind not in NAMES:
                return f"no packets are called {kind}; known: {', '.join(sorted(NAMES))}"
    return None


def _is_lab(path: Path) -> bool:
    return '\ntitle = "' in path.read_text()


_ADAPTER = TypeAdapter(Topology)
_CHANGES = TypeAdapter(dict[str, dict[str, dict[str, str]]])
