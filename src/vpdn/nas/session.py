"""One call: a PPP link, its login, its address, and its place in the data path.

The only big match of the project is here: what a `ppp.Link` wants done is done. The session
never speaks PPTP; that is its owner's business, of whom it knows three verbs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import Protocol

from vpdn.datapath.engine import Counters, EngineEvent, Mppe, SessionSpec
from vpdn.datapath.outbound import MPPE_OVERHEAD
from vpdn.errors import ConfigError
from vpdn.machine import Trace, earliest
from vpdn.nas.addressing import choose_address, pool_names
from vpdn.nas.config import VirtualTemplate, VpdnGroup
from vpdn.nas.events import Event
from vpdn.nas.link_settings import link_settings
from vpdn.nas.login import Login
from vpdn.nas.rates import Meter
from vpdn.nas.services import Services, SessionIds
from vpdn.nas.trace import (
    AddressAssigned,
    InterfaceChanged,
    LineProtocolChanged,
    PoolExhausted,
    RouteInstalled,
    RouteRefused,
    RouteRemoved,
    SessionDestroyed,
    VaccessReleased,
)
from vpdn.nas.traffic import Marks, traffic_of
from vpdn.nas.watch import Watch
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import (
    Accepted,
    AddressNeeded,
    AuthNeeded,
    AuthorizationNeeded,
    Closed,
    KeysAgreed,
    KeysDropped,
    LinkOutput,
    LinkUp,
    NetworkDown,
    NetworkUp,
    Phase,
    PhaseChanged,
    ResetRequested,
    Send,
    Verdict,
)
from vpdn.wire import ppp

LINE_PROTOCOL_DELAY = 1.0
"""Seconds from the interface to its line protocol, as IOS shows them."""


class Owner(Protocol):
    """What a session may say when it woke by itself (an answer of AAA, a frame, a timer)."""

    def session_changed(self) -> None:
        """Its deadline moved."""

    def session_up(self) -> None:
        """Its network is up."""

    def session_over(self, session: Session) -> None:
        """Its link is closed: clear the call."""


class Session:
    def __init__(
        self,
        services: Services,
        ids: SessionIds,
        template: VirtualTemplate,
        group: VpdnGroup,
        owner: Owner,
    ) -> None:
        self.ids = ids
        self.group = group.name
        self.template = template
        settings = link_settings(services.config, template)
        self.link = Link(settings, services.entropy)
        self.login = Login(services, ids, template.ppp, self._publish, self._answered)
        self.network: NetworkUp | None = None
        self.watch = Watch(services.clock())
        self.marks = Marks()
        self.meter = Meter(services.clock())
        self.spec = _spec(services, ids, template, group)
        self.mppe: Mppe | None = None
        self._services = services
        self._owner = owner
        self.address: IPv4Address | None = None
        """What the peer was given, from the moment it is taken for it."""
        self._not_the_peers = frozenset({settings.local_address, ids.peer})
        self._carried = False
        self._destroyed = False

    @property
    def deadline(self) -> float | None:
        return earliest(self.link.deadline, self.watch.deadline)

    def start(self, window: int, now: float) -> None:
        """The call is connected: the interface comes up and PPP begins. `window` is the peer's,
        which an incoming call tells only now."""
        self.spec = replace(self.spec, window=window)
        self._services.pump.engine.add(self.spec)
        self._carried = True
        self._publish(InterfaceChanged(up=True))
        self.watch.line_protocol = now + LINE_PROTOCOL_DELAY
        self._perform(self.link.up(now))

    def receive(self, frame: bytes, now: float) -> None:
        self._perform(self.link.receive(frame, now))
        self._owner.session_changed()

    def tick(self, now: float) -> None:
        if self.watch.line_protocol_due(now):
            self._publish(LineProtocolChanged(up=True))
        if self.watch.limited:
            expired = self.watch.expired(self.counters().last_data, now)
            if expired:
                self.close(expired, now)
        self._perform(self.link.tick(now))

    def close(self, reason: str, now: float) -> None:
        """End the link as RFC 1661 wants it; the owner's `session_over` follows."""
        if self._carried:
            self._perform(self.link.close(reason, now))
            self._owner.session_changed()
        else:
            self._owner.session_over(self)

    def counters(self) -> Counters:
        """What the data path has carried until now."""
        return self._services.pump.engine.counters(self.ids.call) if self._carried else Counters()

    def measure(self, now: float) -> None:
        """Take note of what has passed until now."""
        self.meter.measure(traffic_of(self.counters()), now)

    def notify(self, event: EngineEvent, now: float) -> None:
        """The data path lost MPPE's synchronisation."""
        match event:
            case EngineEvent.RESET_NEEDED:
                self._perform(self.link.reset_needed(now))
            case EngineEvent.RENEGOTIATE if self.watch.futile(now):
                self.close("MPPE keys differ: nothing the peer sends can be decrypted", now)
            case EngineEvent.RENEGOTIATE:
                self._perform(self.link.renegotiate_ccp(now))
        self._owner.session_changed()

    def record(self, trace: Trace) -> None:
        """What happened to a packet."""
        self._publish(trace)

    def expose(self, *, clear: bool, wire: bool) -> None:
        """Have the data path show what passes, in the clear, as on the wire, or not at all."""
        spec = replace(self.spec, capture_clear=clear, capture_wire=wire)
        if self._carried:
            self._update(spec)
        else:
            self.spec = spec

    def destroy(self, *, by_peer: bool) -> None:
        """The call is gone: nothing of the session may touch the wire from here on."""
        self.login.forget()
        self._destroyed = True
        if self._carried:
            self._carried = False
            self._services.pump.engine.remove(self.ids.call)
        self._publish(SessionDestroyed(self.ids.tunnel, self.ids.local, by_peer))

    def release(self, now: float, *, by_peer: bool) -> None:
        """After `destroy`: give back everything the session held."""
        if by_peer:
            self._publish(InterfaceChanged(up=False))
        self._perform(self.link.down(now))
        self._publish(VaccessReleased(by_peer))
        if not by_peer:
            self._publish(InterfaceChanged(up=False))
        self.login.free()
        if self.address is not None:
            self._services.pools.release(self.address)
        self._services.session_ids.put_back(self.ids.local)
        asyncio.get_running_loop().call_later(LINE_PROTOCOL_DELAY, self._line_protocol_down)

    def _line_protocol_down(self) -> None:
        self._publish(LineProtocolChanged(up=False))
        self._services.interfaces.put_back(self.ids.interface)

    def _perform(self, outputs: Iterable[LinkOutput]) -> None:
        for output in outputs:
            match output:
                case _ if self._destroyed and not isinstance(output, Trace | NetworkDown):
                    pass
                case Send(frame):
                    self._send(frame)
                case PhaseChanged(Phase.ESTABLISH):
                    self.login.forget()
                    self._publish(output)
                case Trace():
                    self._publish(output)
                case AuthNeeded(credentials):
                    self.login.ask(credentials)
                case AuthorizationNeeded(stage):
                    grant = self.login.authorize(output)
                    self._perform(self.link.authorized(stage, grant, self._services.clock()))
                case AddressNeeded(asked):
                    self._assign(asked)
                case LinkUp(mru, pfc, acfc):
                    self._update(replace(self.spec, mru=mru, pfc=pfc, acfc=acfc))
                case KeysAgreed(bits, stateful, send, receive):
                    self._encrypt(Mppe(bits, stateful, send, receive))
                case KeysDropped():
                    self._encrypt(None)
                case ResetRequested():
                    self._services.pump.engine.reset(self.ids.call)
                case NetworkUp():
                    self._network_up(output)
                case NetworkDown():
                    self._network_down()
                case Closed():
                    self._owner.session_over(self)

    def _send(self, frame: ppp.Frame) -> None:
        octets = frame.encode(acfc=self.spec.acfc, pfc=self.spec.pfc)
        self._services.pump.send_frame(self.ids.call, octets)

    def _update(self, spec: SessionSpec) -> None:
        self.spec = spec
        self._services.pump.engine.update(spec)

    def _encrypt(self, mppe: Mppe | None) -> None:
        """Once encrypted, never again in the clear, not even while CCP negotiates anew."""
        self.mppe = mppe
        self._services.pump.engine.encrypt(self.ids.call, mppe)
        if mppe is not None:
            self._update(replace(self.spec, require_encryption=True))

    def _answered(self, verdict: Verdict) -> None:
        """AAA's verdict on the credentials of the last AuthNeeded."""
        now, accept = self._services.clock(), self.login.accept
        if isinstance(verdict, Accepted) and accept is not None:
            self._limit(accept.session_timeout, accept.idle_timeout)
            if verdict.encryption.required:
                self._update(replace(self.spec, require_encryption=True))
        self._perform(self.link.answer(verdict, now))
        self._owner.session_changed()

    def _limit(self, session_timeout: int | None, idle_timeout: int | None) -> None:
        """What AAA says goes before the template's word."""
        ppp, now = self.template.ppp, self._services.clock()
        self.watch.limit(
            session_timeout or ppp.timeout_absolute, idle_timeout or ppp.timeout_idle, now
        )

    def _assign(self, asked: IPv4Address) -> None:
        """A link that negotiates anew asks anew; what it had is free before the choice."""
        services, accept = self._services, self.login.accept
        if self.address is not None:
            services.pools.release(self.address)
        address = self.address = choose_address(
            asked,
            accept,
            self.template,
            services.pools,
            self.login.name,
            self.ids.interface,
            taken=self._not_the_peers,
        )
        if address is not None:
            self._publish(AddressAssigned(address))
        else:
            self._publish(PoolExhausted(" ".join(pool_names(accept, self.template))))
        self._perform(self.link.assign(address, services.clock()))

    def _network_up(self, network: NetworkUp) -> None:
        """Without its route a session is of no use: it ends."""
        self._update(replace(self.spec, routes=(IPv4Network(network.remote),)))
        try:
            self._services.routes.add(network.remote, self.spec.mru - MPPE_OVERHEAD)
        except ConfigError as error:
            self._publish(RouteRefused(network.remote, error.reason))
            self.close(error.reason, self._services.clock())
            return
        self.network = network
        if self.login.accept is None:
            self._limit(None, None)
        self._publish(RouteInstalled(network.remote))
        self._owner.session_up()

    def _network_down(self) -> None:
        if self.network is None:
            return
        remote, self.network = self.network.remote, None
        try:
            self._services.routes.remove(remote)
        except ConfigError as error:
            self._publish(RouteRefused(remote, error.reason))
        self._publish(RouteRemoved(remote))

    def _publish(self, trace: Trace) -> None:
        events = self._services.events
        if type(trace) in events.wanted:
            ids = self.ids
            events.publish(
                Event(
                    time.time(),
                    trace,
                    tunnel=ids.tunnel,
                    session=ids.local,
                    interface=ids.interface,
                    user=self.login.name,
                    address=ids.peer,
                    assigned=self.address,
                )
            )


def _spec(
    services: Services, ids: SessionIds, template: VirtualTemplate, group: VpdnGroup
) -> SessionSpec:
    """What the data path is told when the call comes."""
    mppe = template.ppp.mppe
    clear, wire = services.captures.wanted(ids.interface)
    return SessionSpec(
        ids.call,
        ids.peer_call,
        ids.peer,
        receive_window=group.window,
        mss=template.adjust_mss,
        inward=services.filters.named(template.access_in),
        outward=services.filters.named(template.access_out),
        require_encryption=mppe is not None and mppe.required,
        capture_clear=clear,
        capture_wire=wire,
    )
