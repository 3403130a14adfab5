"""A server that is only a snapshot, and shells on it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path
from typing import TypeVar

from tests.ios.snapshots import FixedSnapshot
from vpdn.aaa.service import Aaa
from vpdn.aaa.types import Accept, Reject
from vpdn.datapath.engine import Counters
from vpdn.datapath.policer import Limit
from vpdn.errors import ConfigError
from vpdn.ios.config import Loaded, load
from vpdn.ios.reloading import Reloading
from vpdn.ios.router import Router
from vpdn.ios.shell import Shell
from vpdn.ios.startup import Startup
from vpdn.nas.captures import Captures
from vpdn.nas.clearing import Lease
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Events
from vpdn.nas.nat_snapshot import (
    NatMappingSnapshot,
    NatPoolSnapshot,
    NatSnapshot,
    TranslationSnapshot,
)
from vpdn.nas.resources import HardwareSnapshot, Load, ProcessSnapshot, ThreadSnapshot
from vpdn.nas.snapshot import (
    AccessListSnapshot,
    InterfaceSnapshot,
    LeaseSnapshot,
    PoolSnapshot,
    SessionSnapshot,
    TunnelSnapshot,
)
from vpdn.nas.traffic import Policed, Traffic
from vpdn.net.icmp import Echo, Outcome, Ping
from vpdn.net.tracer import Answer, Probe
from vpdn.pptp.outputs import CallState, ControlState

T = TypeVar("T")

ANGELA = Path(__file__).parents[2] / "examples" / "angela.cfg"
PC = IPv4Address("192.168.1.47")
HER = IPv4Address("172.16.10.1")


INTERFACES = (
    InterfaceSnapshot("Loopback0", IPv4Interface("172.16.10.100/24"), up=True),
    InterfaceSnapshot(
        "Ethernet0/0",
        IPv4Interface("10.200.20.2/24"),
        up=True,
        device="eth0",
        hardware_address="02:fc:00:00:00:01",
        traffic=Traffic(48, 3425, 1, 50, 1254, 2, 3),
    ),
)

LOAD = Load(4.4, 6.2, 5.1)
PROCESS = ProcessSnapshot(
    LOAD, 1.5, (ThreadSnapshot(41, "vpdn", 1234, 600, LOAD),), 90 << 20, 45 << 20
)
HARDWARE = HardwareSnapshot(
    "x86_64",
    "AMD EPYC",
    2596,
    2,
    "Linux 6.1.0-13-amd64",
    "CPython 3.11.2",
    128 << 20,
    64 << 20,
    8 << 30,
    "25125768",
)


OWN_LIMIT = "rate-limit output 64000 8000 16000 conform-action transmit exceed-action drop"


def session(user: str = "tac", changed: float = 31.0, interface: int = 1) -> SessionSnapshot:
    return SessionSnapshot(
        local_id=29,
        call_id=29,
        peer_call_id=32768,
        tunnel_id=29,
        interface=interface,
        template=1,
        user=user,
        state=CallState.ESTABLISHED,
        changed=changed,
        uptime=changed,
        idle=5.0,
        local_address=IPv4Address("172.16.10.100"),
        peer_address=HER,
        authentication="MS-CHAP",
        method="radius",
        lcp_open=True,
        open_ncps=("IPCP", "CCP"),
        mppe=(40, False),
        counters=Counters(),
        policed_out=Policed(Limit(64_000, 8000, 16_000), 12, 3456, 2, 3000, 1500, 1.25, changed),
        interface_lines=(OWN_LIMIT,),
    )


def tunnel(*sessions: SessionSnapshot, name: str = "") -> TunnelSnapshot:
    return TunnelSnapshot(
        local_id=29,
        remote_name=name,
        state=ControlState.ESTABLISHED,
        remote_address=PC,
        remote_port=2000,
        local_address=IPv4Address("10.200.20.2"),
        changed=65.0,
        group="PPTP_WIN2KClient",
        sessions=sessions,
    )


def pool() -> PoolSnapshot:
    """Ten addresses, the first one in use."""
    first, last = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.10")
    free = tuple(first + n for n in range(1, 10))
    return PoolSnapshot("default", ((first, last, 9, 1),), free, (LeaseSnapshot(first, 1, "tac"),))


def server_snapshot(
    *tunnels: TunnelSnapshot, enabled: bool = True, pools: tuple[PoolSnapshot, ...] = ()
) -> FixedSnapshot:
    return FixedSnapshot(
        "angela",
        3665.0,
        enabled,
        tunnels,
        pools,
        "python",
        0,
        0,
        INTERFACES,
        process=PROCESS,
        hardware=HARDWARE,
    )


class FakeClearing:
    """Remembers what was cleared; `held` are the addresses that can be, all others are in use."""

    def __init__(self) -> None:
        self.cleared: list[tuple[object, ...]] = []
        self.gone = False
        self.held: dict[IPv4Address, Lease] = {}
        self.used = frozenset({HER})

    def tunnel(self, tunnel_id: int) -> bool:
        self.cleared.append(("tunnel", tunnel_id))
        return not self.gone

    def session(self, local_id: int) -> bool:
        self.cleared.append(("session", local_id))
        return not self.gone

    def counters(self, interfaces: Mapping[str, Traffic]) -> None:
        self.cleared.append(("counters", dict(interfaces)))

    def vpdn_counters(self) -> None:
        self.cleared.append(("vpdn counters",))

    def failures(self) -> None:
        self.cleared.append(("failures",))

    def radius_counters(self, address: IPv4Address | None = None) -> bool:
        self.cleared.append(("radius", address))
        return address in (None, IPv4Address("10.200.20.245"))

    def access_list_counters(self, name: str | None = None) -> bool:
        self.cleared.append(("access lists", name))
        return name in (None, "1")

    def address(self, address: IPv4Address) -> Lease:
        return self.held.get(address, Lease.IN_USE)

    def pool(self, name: str | None = None) -> frozenset[IPv4Address]:
        self.cleared.append(("pool", name))
        return self.used


GLOBAL, SERVER = IPv4Address("10.200.20.2"), IPv4Address("10.200.20.245")
NAT = NatSnapshot(
    (
        TranslationSnapshot(None, (IPv4Address("10.200.20.9"), None), (HER + 8, None)),
        TranslationSnapshot(6, (GLOBAL, 80), (HER + 7, 8080)),
        TranslationSnapshot(6, (GLOBAL, 49152), (HER, 49152), (SERVER, 23)),
        TranslationSnapshot(1, (GLOBAL, 512), (HER, 512), (SERVER, 512)),
    ),
    ("Virtual-Template1",),
    ("Ethernet0/0",),
    (
        NatMappingSnapshot("1", "Ethernet0/0", None, 2),
        NatMappingSnapshot(
            "WEB",
            None,
            "P",
            0,
            NatPoolSnapshot(IPv4Address("255.255.255.0"), GLOBAL + 18, GLOBAL + 21, 4, 1),
        ),
    ),
    135,
    5,
    3,
)


class FakeTranslation:
    """Has two translations, and two entries, until it is cleared."""

    def __init__(self) -> None:
        self.state = NAT
        self.standing = False
        self.refuses = ""

    def snapshot(self) -> NatSnapshot:
        return self.state

    async def clear(self) -> None:
        if self.refuses:
            raise ConfigError(self.refuses)
        kept = tuple(one for one in self.state.translations if one.static)
        self.state = replace(self.state, translations=kept)


class FakeServer:
    """Remembers what it was asked to do."""

    def __init__(self, config: RouterConfig) -> None:
        self.config = config
        self.events = Events()
        self.state = server_snapshot(tunnel(session(), name="pc"), pools=(pool(),))
        self.aaa = Aaa(config.aaa, config.radius, config.users, os.urandom)
        self.asked: list[tuple[object, ...]] = []
        self.refuses = ""
        self.clearing = FakeClearing()
        self.translation = FakeTranslation()
        self.captures = Captures({}, limit=3 << 20)
        self.answers: list[Answer] = []
        self.login: Accept | Reject | Exception = Reject("radius")
        self.echoes = [Ping(Outcome.REPLY, ms) for ms in (484.0, 500.0, 550.0, 654.0, 732.0)]

    def apply(self, config: RouterConfig) -> None:
        if self.refuses:
            raise ConfigError(self.refuses)
        self.config = config
        self.aaa.apply(config.aaa, config.radius, config.users)
        lists = (
            AccessListSnapshot(one.name, one.kind, (0,) * len(one.rules))
            for one in config.access_lists.values()
        )
        self.state = replace(self.state, access_lists=tuple(lists))

    def snapshot(self) -> FixedSnapshot:
        return self.state

    async def ping(self, target: IPv4Address, echo: Echo) -> Ping:
        self.asked.append(("ping", target, echo))
        return self.echoes.pop(0) if self.echoes else await never(Ping)

    async def test_login(self, group: str, user: bytes, password: bytes) -> Accept | Reject:
        self.asked.append(("login", group, user, password))
        if isinstance(self.login, Exception):
            raise self.login
        return self.login

    async def probe(self, target: IPv4Address, probe: Probe) -> Answer:
        self.asked.append(("probe", target, probe))
        return self.answers.pop(0) if self.answers else await never(Answer)


async def never(kind: type[T]) -> T:
    """Waits until it is cancelled."""
    forever: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    return await forever


def loaded(text: str) -> Loaded:
    """A configuration that must be read without a problem."""
    result = load(text, "test.cfg")
    assert result.problems == ()
    return result


def refused(text: str) -> list[str]:
    """What is said about the lines of a configuration that are not taken."""
    return [str(problem) for problem in load(text, "test.cfg").problems]


def template_text(*lines: str) -> str:
    return "\n".join(["interface Virtual-Template1", *(f" {line}" for line in lines)])


def written(text: str) -> list[str]:
    """The lines of the running-config that a router with this configuration prints, without those
    it prints by itself."""
    by_itself = set(load("").running.text().splitlines())
    lines = loaded(text).running.text().splitlines()
    return [line for line in lines if line not in by_itself]


def angela() -> tuple[FakeServer, Router, Shell]:
    """The document's router, and a console session on it."""
    result = load(ANGELA.read_text(), "angela.cfg")
    server = FakeServer(result.config)
    router = Router(server, result.running)
    shell = Shell(router)
    router.sessions.append(shell.session)
    return server, router, shell


def saved_angela(folder: Path) -> Shell:
    """The same, started from a file in `folder`."""
    _, router, shell = angela()
    path = folder / "angela.cfg"
    path.write_bytes(ANGELA.read_bytes())
    router.startup = Startup(path)
    router.reloading = Reloading(router.log, router.startup.refusal)
    return shell


def startup_of(shell: Shell) -> Startup:
    """What `saved_angela` was started from."""
    startup = shell.session.router.startup
    assert startup is not None
    return startup


async def typed(shell: Shell, *lines: str) -> str:
    """What the lines print, all together."""
    return "".join([piece for line in lines async for piece in shell.run_line(line)])
