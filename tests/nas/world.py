"""A server's tunnels without sockets, and a PC that calls them: both ends in one process.

The PC is made of the same machines in their client roles, AAA is real with local users, the data
path is the real engine; only TCP, GRE and the kernel's routes are lists and calls.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Any, Protocol, cast

from vpdn.aaa.service import Aaa
from vpdn.aaa.settings import AaaSettings, LocalUser, MethodList
from vpdn.datapath.engine import Batch, Captured, Mppe, SessionSpec
from vpdn.datapath.reference import ReferenceEngine
from vpdn.machine import Trace
from vpdn.nas.calls import Calls
from vpdn.nas.config import (
    Interface,
    MppeSettings,
    Pool,
    PppSettings,
    RouterConfig,
    VirtualTemplate,
    VpdnGroup,
)
from vpdn.nas.events import Event, Events
from vpdn.nas.limits import Limits
from vpdn.nas.pools import Pools
from vpdn.nas.services import Services
from vpdn.nas.tunnel import Tunnel
from vpdn.net.gre import GreCounters
from vpdn.net.pump import Pump, PumpTraffic
from vpdn.net.tun import TunCounters
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import Closed, KeysAgreed, LinkOutput, NetworkUp, Send
from vpdn.ppp.personality import ROUTER, Personality
from vpdn.ppp.settings import LinkSettings, Login, MppePolicy
from vpdn.pptp.control import ControlConnection
from vpdn.pptp.outputs import (
    CallConnected,
    CallEnded,
    Connected,
    Disconnect,
    PptpOutput,
    Role,
    Transmit,
)
from vpdn.pptp.settings import ControlSettings

SERVER = IPv4Address("10.200.20.2")
PC = IPv4Address("192.168.1.47")
EVERYTHING = IPv4Network("0.0.0.0/0")
STRONG = MppePolicy(frozenset({128}))


def config(**changes: Any) -> RouterConfig:
    """The document's router with local users only; `mppe`, `authentication` and `ppp` change the
    template, everything else the router."""
    ppp = PppSettings(
        authentication=changes.pop("authentication", ("ms-chap-v2",)),
        mppe=changes.pop("mppe", MppeSettings(128)),
    )
    template = VirtualTemplate(1, unnumbered="Loopback0", peer_pool=("default",), ppp=ppp)
    pool = Pool("default", ((IPv4Address("172.16.10.1"), IPv4Address("172.16.10.10")),))
    base = RouterConfig(
        hostname="angela",
        vpdn_enable=True,
        groups={"g": VpdnGroup("g", protocol="pptp", virtual_template=1)},
        templates={1: replace(template, **changes.pop("template", {}))},
        interfaces={"Loopback0": Interface("Loopback0", IPv4Interface("172.16.10.100/24"))},
        pools={"default": pool},
        users={"tac": LocalUser("tac", "admin")},
        aaa=AaaSettings(
            new_model=True,
            authentication_ppp={"default": MethodList("default", ("local",))},
            authorization_network={"default": MethodList("default", ("local",))},
        ),
    )
    return replace(base, **changes)


class Routes:
    """The kernel's host routes. With `broken` set, it is what every change raises."""

    def __init__(self) -> None:
        self.present: set[IPv4Address] = set()
        self.mtus: list[int] = []
        self.broken: Exception | None = None

    def add(self, address: IPv4Address, mtu: int) -> None:
        self._check()
        self.mtus.append(mtu)
        assert address not in self.present
        self.present.add(address)

    def remove(self, address: IPv4Address) -> None:
        self._check()
        self.present.remove(address)

    def _check(self) -> None:
        if self.broken is not None:
            raise self.broken


class Wires:
    """Stands where the pump stands: one engine, whose GRE packets reach the PCs by call id."""

    datapath = "python"

    def __init__(self) -> None:
        self.engine = ReferenceEngine()
        self.pcs: dict[int, Pc] = {}
        self.tun: list[bytes] = []
        self.deliver: Callable[[int, bytes], None] = lambda call_id, frame: None
        self.record: Callable[[int, Trace], None] = lambda call_id, trace: None
        self.show: Callable[[Captured], None] = lambda captured: None

    def send_frame(self, call_id: int, frame: bytes) -> None:
        self.perform(self.engine.send_frame(call_id, frame, _now()))

    def traffic(self) -> PumpTraffic:
        return PumpTraffic(GreCounters(received=5), TunCounters(written=3))

    def from_pc(self, packet: bytes, sender: IPv4Address = PC) -> None:
        self.perform(self.engine.from_gre([(sender, packet)], _now()))

    def perform(self, batch: Batch) -> None:
        for captured in batch.captured:
            self.show(captured)
        for _, packet in batch.gre:
            peer_call_id = int.from_bytes(packet[6:8], "big")
            if peer_call_id in self.pcs:
                asyncio.get_running_loop().call_soon(self.pcs[peer_call_id].gre, packet)
        self.tun += batch.tun
        for call_id, trace in batch.records or ():
            self.record(call_id, trace)
        for call_id, frame in batch.frames:
            self.deliver(call_id, frame)


class Caller(Protocol):
    """Who is at the other end of the TCP connection."""

    tunnel: Tunnel

    def tcp(self, data: bytes) -> None: ...


class Transport:
    """The server's end of the TCP connection; octets arrive at the PC in the loop's next turn.
    `stuck`: the peer reads nothing, so that only `abort` ends it."""

    def __init__(self, pc: Caller, address: IPv4Address = PC, *, stuck: bool = False) -> None:
        self._pc = pc
        self._address = address
        self._gone = False
        self.closing = False
        self.reading = True
        self.stuck = stuck

    def get_extra_info(self, name: str) -> tuple[str, int]:
        return (str(self._address), 2000) if name == "peername" else (str(SERVER), 1723)

    def write(self, data: bytes) -> None:
        asyncio.get_running_loop().call_soon(self._pc.tcp, data)

    def close(self) -> None:
        self.closing = True
        if not self.stuck:
            self.abort()

    def abort(self) -> None:
        self.closing = True
        if not self._gone:
            self._gone = True
            asyncio.get_running_loop().call_soon(self._pc.tunnel.connection_lost, None)

    def is_closing(self) -> bool:
        return self.closing

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


@dataclass
class World:
    """`traces` has every record; `closed` every tunnel that is gone."""

    config: RouterConfig
    wires: Wires = field(default_factory=Wires)
    routes: Routes = field(default_factory=Routes)
    traces: list[Trace] = field(default_factory=list)
    opened: list[Tunnel] = field(default_factory=list)
    closed: list[Tunnel] = field(default_factory=list)

    def __post_init__(self) -> None:
        counter = itertools.count(1)

        def entropy(length: int) -> bytes:
            return (next(counter) * 0x9E3779B97F4A7C15 % (1 << 128)).to_bytes(16, "big")[-length:]

        self.entropy = entropy
        events = Events()
        events.subscribe(self._heard)
        aaa = Aaa(self.config.aaa, self.config.radius, self.config.users, entropy)
        self.services = Services(
            self.config,
            events,
            Pools(),
            Limits(),
            aaa,
            cast("Pump", self.wires),
            self.routes,
            entropy,
            Calls(_now),
            _now,
        )
        self.services.configure(self.config)
        self.wires.deliver = self.services.calls.deliver
        self.wires.record = self.services.calls.record
        self.wires.show = lambda captured: self.services.captures.take(captured, _now())

    def call(self, **options: Any) -> Pc:
        """A PC that dials now."""
        return Pc(self, **options)

    def of(self, kind: type[Trace]) -> list[Trace]:
        return [trace for trace in self.traces if isinstance(trace, kind)]

    def leftovers(self) -> dict[str, object]:
        """What is still held for calls, two seconds after the last ended: nothing, if all is
        well."""
        services, engine = self.services, self.wires.engine
        held: dict[str, object] = {
            "calls": services.calls,
            "active": services.active.total(),
            "users' calls": len(services.user_calls),
            "leases": services.pools.snapshot()[0].leases,
            "routes": self.routes.present,
            "data path": engine._sessions,
            "users": services.aaa._records,
            "tunnels": len(self.opened) - len(self.closed),
            "tunnel ids": services.tunnel_ids.alive,
            "session ids": services.session_ids.alive,
            "connections": services.limits._in_all,
            "half-open": services.limits._half_open_in_all,
            "interfaces": services.interfaces.take() - 1,
        }
        return {name: value for name, value in held.items() if value}

    def _heard(self, event: Event) -> None:
        self.traces.append(event.trace)


class Pc:
    """A caller. `network` is set when IPCP is open, `ended` when the call is over."""

    def __init__(
        self,
        world: World,
        password: str = "admin",
        user: bytes = b"tac",
        mppe: MppePolicy | None = STRONG,
        mute: bool = False,
        personality: Personality = ROUTER,
    ) -> None:
        self.world = world
        self.network: NetworkUp | None = None
        self.keys: KeysAgreed | None = None
        self.closed: Closed | None = None
        self.heard: list[bytes] = []
        self.mute = mute
        self.call_id = 0
        self.server_call_id = 0
        self.lost = asyncio.Event()
        self.up = asyncio.Event()
        self.engine = ReferenceEngine()
        settings = LinkSettings(
            b"pc",
            login=Login(user, password),
            mppe=mppe,
            assigns_address=False,
            personality=personality,
        )
        self.link = Link(settings, world.entropy)
        self.control = ControlConnection(Role.PNS, ControlSettings(), world.entropy)
        self.tunnel = Tunnel(world.services, world.opened.append, self._tunnel_closed)
        self.transport = Transport(self)
        self.tunnel.connection_made(cast("asyncio.Transport", self.transport))
        self.do(self.control.start(_now()))

    def tcp(self, data: bytes) -> None:
        self.do(self.control.receive(data, _now()))

    def gre(self, packet: bytes) -> None:
        batch = self.engine.from_gre([(SERVER, packet)], _now())
        self._send_gre(batch)
        self.heard += batch.tun
        for _, frame in batch.frames:
            self.follow(self.link.receive(frame, _now()))

    def do(self, outputs: list[PptpOutput]) -> None:
        for output in outputs:
            match output:
                case Transmit(data):
                    if not self.transport.closing:
                        self.tunnel.data_received(data)
                case Connected():
                    self.do(self.control.place(_now()))
                case CallConnected(call_id, peer_call_id):
                    self._connected(call_id, peer_call_id)
                case CallEnded():
                    self.lost.set()
                case Disconnect():
                    self.transport.close()

    def follow(self, outputs: list[LinkOutput]) -> None:
        for output in outputs:
            match output:
                case Send(frame):
                    self.send_frame(frame.encode())
                case KeysAgreed(bits, stateful, send, receive):
                    self.keys = output
                    self.engine.encrypt(self.call_id, Mppe(bits, stateful, send, receive))
                case NetworkUp():
                    self.network = output
                    self.up.set()
                case Closed():
                    self.closed = output
                    self.do(self.control.clear(self.call_id, _now()))

    def send_ip(self, packet: bytes) -> None:
        self._send_gre(self.engine.from_tun([packet], _now()))

    def send_frame(self, frame: bytes) -> None:
        """A PPP frame of no machine's."""
        if not self.mute:
            self._send_gre(self.engine.send_frame(self.call_id, frame, _now()))

    def hang_up(self) -> None:
        self.follow(self.link.close("user request", _now()))

    def drop(self) -> None:
        """The TCP connection breaks without a word."""
        self.transport.close()

    def _connected(self, call_id: int, peer_call_id: int) -> None:
        self.call_id, self.server_call_id = call_id, peer_call_id
        self.world.wires.pcs[call_id] = self
        routes = (EVERYTHING,)
        self.engine.add(SessionSpec(call_id, peer_call_id, SERVER, routes=routes))
        self.follow(self.link.up(_now()))

    def _send_gre(self, batch: Batch) -> None:
        for _, packet in batch.gre:
            asyncio.get_running_loop().call_soon(self.world.wires.from_pc, packet)

    def _tunnel_closed(self, tunnel: Tunnel) -> None:
        self.world.closed.append(tunnel)
        self.do(self.control.lost(_now()))
        self.lost.set()


def _now() -> float:
    return asyncio.get_running_loop().time()
