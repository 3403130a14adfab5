"""One call: a PPP link, its login, its address, and its place in the data path.

The only big match of the project is here: what a `ppp.Link` wants done is done. The session
never speaks PPTP; that is its owner's business, of whom it knows three verbs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network
from typing import Protocol

from vpdn.datapath.engine import EngineEvent, Mppe
from vpdn.datapath.outbound import MPPE_OVERHEAD
from vpdn.machine import Trace, earliest
from vpdn.nas.calls import SessionIds
from vpdn.nas.carrier import Carrier
from vpdn.nas.config import VirtualTemplate, VpdnGroup
from vpdn.nas.events import Event
from vpdn.nas.interface_config import configured
from vpdn.nas.login import Login
from vpdn.nas.peer_network import PeerNetwork
from vpdn.nas.services import Services
from vpdn.nas.session_spec import session_spec
from vpdn.nas.trace import (
    InterfaceChanged,
    LineProtocolChanged,
    SessionDestroyed,
    VaccessReleased,
)
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
    Stage,
    Verdict,
)

LINE_PROTOCOL_DELAY = 1.0
"""Seconds from the interface to its line protocol, as IOS shows them."""


class Owner(Protocol):
    """What a session may say when it woke by itself (an answer of AAA, a frame, a timer)."""

    def session_changed(self, session: Session) -> None:
        """Its deadline moved."""

    def session_up(self) -> None:
        """Its network is up."""

    def session_over(self, session: Session) -> None:
        """Its link is closed: clear the call."""


class Session:
    __slots__ = (
        "_destroyed",
        "_owner",
        "_reason",
        "_services",
        "carrier",
        "group",
        "ids",
        "interface_lines",
        "link",
        "login",
        "peer",
        "template",
        "watch",
    )

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
        self.interface_lines: tuple[str, ...] = ()
        settings = services.link_settings(template)
        self.link = Link(settings, services.entropy)
        self.login = Login(services, ids, template.ppp, self._publish, self._answered)
        self.watch = Watch(services.clock())
        self.carrier = Carrier(
            services.pump, session_spec(services, ids, template, group), services.clock()
        )
        never = (settings.local_address, ids.peer)
        self.peer = PeerNetwork(services, template, ids.interface, never, self._publish)
        self._services = services
        self._owner = owner
        self._destroyed = False
        self._reason = ""

    @property
    def deadline(self) -> float | None:
        return earliest(self.link.deadline, self.watch.deadline)

    def start(self, window: int, now: float) -> None:
        """The call is connected: the interface comes up and PPP begins. `window` is the peer's,
        which an incoming call tells only now."""
        self.carrier.start(window)
        self._publish(InterfaceChanged(up=True))
        self.watch.line_protocol = now + LINE_PROTOCOL_DELAY
        self._perform(self.link.up(now))

    def receive(self, frame: bytes, now: float) -> None:
        self._perform(self.link.receive(frame, now))
        self._owner.session_changed(self)

    def tick(self, now: float) -> None:
        if self.watch.line_protocol_due(now):
            self._publish(LineProtocolChanged(up=True))
        if self.watch.limited:
            expired = self.watch.expired(self.carrier.counters.last_data, now)
            if expired:
                self.close(expired, now)
        self._perform(self.link.tick(now))

    def close(self, reason: str, now: float) -> None:
        """End the link as RFC 1661 wants it; the owner's `session_over` follows."""
        self._reason = self._reason or reason
        if self.carrier.carries:
            self._perform(self.link.close(reason, now))
            self._owner.session_changed(self)
        else:
            self._owner.session_over(self)

    def measure(self, now: float) -> None:
        """Take note of what has passed until now."""
        self.carrier.measure(now)

    def notify(self, event: EngineEvent, now: float) -> None:
        """The data path lost MPPE's synchronisation."""
        match event:
            case EngineEvent.RESET_NEEDED:
                self._perform(self.link.reset_needed(now))
            case EngineEvent.RENEGOTIATE if self.watch.futile(now):
                self.close("MPPE keys differ: nothing the peer sends can be decrypted", now)
            case EngineEvent.RENEGOTIATE:
                self._perform(self.link.renegotiate_ccp(now))
        self._owner.session_changed(self)

    def record(self, trace: Trace) -> None:
        """What happened to a packet."""
        self._publish(trace)

    def expose(self, *, clear: bool, wire: bool) -> None:
        """Have the data path show what passes, in the clear, as on the wire, or not at all."""
        self.carrier.update(capture_clear=clear, capture_wire=wire)

    def destroy(self, *, by_peer: bool, result: int = 0, error: int = 0, cause: str = "") -> None:
        """The call is gone: nothing of the session may touch the wire from here on."""
        self.login.forget()
        self._destroyed = True
        self.carrier.stop()
        ids, reason = self.ids, self._reason or cause
        self._publish(SessionDestroyed(ids.tunnel, ids.local, by_peer, result, error, reason))

    def release(self, now: float, *, by_peer: bool) -> None:
        """After `destroy`: give back everything the session held."""
        if by_peer:
            self._publish(InterfaceChanged(up=False))
        self._perform(self.link.down(now))
        self._publish(VaccessReleased(by_peer))
        if not by_peer:
            self._publish(InterfaceChanged(up=False))
        self.login.free()
        self.peer.free()
        self._services.session_ids.put_back(self.ids.local)
        asyncio.get_running_loop().call_later(LINE_PROTOCOL_DELAY, self._line_protocol_down)

    def _line_protocol_down(self) -> None:
        self._publish(LineProtocolChanged(up=False))
        self._services.interfaces.put_back(self.ids.interface)
        self._let_go()

    def _let_go(self) -> None:
        """Nothing that is over knows itself, or the collector, which comes seldom, would have to
        find it."""
        self.login.let_go()
        self.peer.let_go()

    def _perform(self, outputs: Iterable[LinkOutput]) -> None:
        for output in outputs:
            match output:
                case Trace() if not isinstance(output, PhaseChanged):
                    self._publish(output)
                case _ if self._destroyed and not isinstance(output, PhaseChanged | NetworkDown):
                    pass
                case Send(frame):
                    self.carrier.send(frame)
                case PhaseChanged(Phase.ESTABLISH):
                    self.login.forget()
                    self._publish(output)
                case PhaseChanged():
                    self._publish(output)
                case AuthNeeded(credentials):
                    self.login.ask(credentials)
                case AuthorizationNeeded(stage):
                    grant = self.login.authorize(output)
                    if stage is Stage.LCP:
                        self._configure()
                    self._perform(self.link.authorized(stage, grant, self._services.clock()))
                case AddressNeeded(asked):
                    self._assign(asked)
                case LinkUp(mru, pfc, acfc):
                    self.carrier.update(mru=mru, pfc=pfc, acfc=acfc)
                case KeysAgreed(bits, stateful, send, receive):
                    self.carrier.encrypt(Mppe(bits, stateful, send, receive))
                case KeysDropped():
                    self.carrier.encrypt(None)
                case ResetRequested():
                    self.carrier.reset()
                case NetworkUp():
                    self._network_up(output)
                case NetworkDown():
                    self.peer.close()
                case Closed():
                    self._owner.session_over(self)

    def _answered(self, verdict: Verdict) -> None:
        """AAA's verdict on the credentials of the last AuthNeeded."""
        now, accept = self._services.clock(), self.login.accept
        if isinstance(verdict, Accepted) and accept is not None:
            self._limit(accept.session_timeout, accept.idle_timeout)
            if verdict.encryption.required:
                self.carrier.update(require_encryption=True)
        self._perform(self.link.answer(verdict, now))
        self._owner.session_changed(self)

    def _configure(self) -> None:
        """What AAA says about this call's interface goes before the template's word."""
        template, self.interface_lines = configured(
            self.template, self.login.interface_lines, self._services.read_line, self._publish
        )
        self.carrier.update(police_in=template.police_in, police_out=template.police_out)

    def _limit(self, session_timeout: int | None, idle_timeout: int | None) -> None:
        """What AAA says goes before the template's word."""
        ppp, now = self.template.ppp, self._services.clock()
        self.watch.limit(
            session_timeout or ppp.timeout_absolute, idle_timeout or ppp.timeout_idle, now
        )

    def _assign(self, asked: IPv4Address) -> None:
        address = self.peer.assign(asked, self.login.accept, self.login.name)
        self._perform(self.link.assign(address, self._services.clock()))

    def _network_up(self, network: NetworkUp) -> None:
        """Without its route a session is of no use: it ends."""
        self.carrier.update(routes=(IPv4Network((int(network.remote), 32)),))
        largest = min(self.template.mtu, self.carrier.spec.mru - MPPE_OVERHEAD)
        refused = self.peer.open(network, largest)
        if refused:
            self.close(refused, self._services.clock())
            return
        if self.login.accept is None:
            self._limit(None, None)
        self._owner.session_up()

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
                    assigned=self.peer.address,
                )
            )
