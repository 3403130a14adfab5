"""One call: a PPP link, its authentication, its address, and its place in the data path.

The only big match of the project is here: what a `ppp.Link` wants done is done. The session
never speaks PPTP; that is its owner's business, of whom it knows three verbs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from typing import Protocol

from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.datapath.engine import EngineEvent, Mppe, SessionSpec
from vpdn.errors import Unavailable
from vpdn.machine import Trace, earliest
from vpdn.nas.addressing import choose_address, pool_names
from vpdn.nas.config import VirtualTemplate
from vpdn.nas.events import Event
from vpdn.nas.link_settings import link_settings
from vpdn.nas.services import Services
from vpdn.nas.trace import (
    AddressAssigned,
    InterfaceChanged,
    LimitReached,
    LineProtocolChanged,
    PoolExhausted,
    RouteInstalled,
    RouteRemoved,
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
    Credentials,
    Grant,
    KeysAgreed,
    KeysDropped,
    LinkOutput,
    LinkUp,
    NetworkDown,
    NetworkUp,
    Phase,
    PhaseChanged,
    Refused,
    ResetRequested,
    Send,
    Verdict,
)
from vpdn.wire import ppp

LINE_PROTOCOL_DELAY = 1.0
"""Seconds from the interface to its line protocol, as IOS shows them."""


@dataclass(frozen=True, slots=True)
class SessionIds:
    """Call ids are the wire's; `local`, `tunnel` and `interface` are the console's numbers."""

    local: int
    tunnel: int
    call: int
    peer_call: int
    interface: int
    peer: IPv4Address

    @property
    def port(self) -> str:
        return f"Virtual-Access{self.interface}"


class Owner(Protocol):
    """What a session may say when it woke by itself (an answer of AAA, a frame, a timer)."""

    def session_changed(self) -> None:
        """Its deadline moved."""

    def session_authenticated(self) -> None: ...

    def session_over(self, session: Session) -> None:
        """Its link is closed: clear the call."""


class Session:
    def __init__(
        self,
        services: Services,
        ids: SessionIds,
        template: VirtualTemplate,
        window: int,
        group: str,
        owner: Owner,
    ) -> None:
        self.ids = ids
        self.group = group
        self.template = template
        self.link = Link(link_settings(services.config, template), services.entropy)
        self.user = b""
        self.accept: Accept | None = None
        self.network: NetworkUp | None = None
        self.watch = Watch(services.clock())
        mppe = template.ppp.mppe
        self.spec = SessionSpec(
            ids.call,
            ids.peer_call,
            ids.peer,
            window=window,
            mss=template.adjust_mss,
            require_encryption=mppe is not None and mppe.required,
        )
        self.mppe: Mppe | None = None
        self._services = services
        self._owner = owner
        self._address: IPv4Address | None = None
        self._asking: asyncio.Task[None] | None = None

    @property
    def deadline(self) -> float | None:
        return earliest(self.link.deadline, self.watch.deadline)

    def start(self, now: float) -> None:
        """The call is answered: the interface comes up and PPP begins."""
        self._services.pump.engine.add(self.spec)
        self._publish(InterfaceChanged(up=True))
        self.watch.line_protocol = now + LINE_PROTOCOL_DELAY
        self._perform(self.link.up(now))

    def receive(self, frame: bytes, now: float) -> None:
        self._perform(self.link.receive(frame, now))
        self._owner.session_changed()

    def tick(self, now: float) -> None:
        if self.watch.line_protocol_due(now):
            self._publish(LineProtocolChanged(up=True))
        if self.accept is not None:
            counters = self._services.pump.engine.counters(self.ids.call)
            expired = self.watch.expired(max(counters.last_in, counters.last_out), now)
            if expired:
                self.close(expired, now)
        self._perform(self.link.tick(now))

    def close(self, reason: str, now: float) -> None:
        """End the link as RFC 1661 wants it; `over` follows."""
        self._perform(self.link.close(reason, now))
        self._owner.session_changed()

    def notify(self, event: EngineEvent, now: float) -> None:
        """The data path lost MPPE's synchronisation."""
        match event:
            case EngineEvent.RESET_NEEDED:
                self._perform(self.link.reset_needed(now))
            case EngineEvent.RENEGOTIATE:
                self._perform(self.link.renegotiate_ccp(now))
        self._owner.session_changed()

    def destroy(self, *, by_peer: bool) -> None:
        """The call is gone: nothing of the session may touch the wire from here on."""
        self._forget_question()
        self._services.pump.engine.remove(self.ids.call)
        self._publish(SessionDestroyed(self.ids.tunnel, self.ids.local, by_peer))

    def release(self, now: float, *, by_peer: bool) -> None:
        """After `destroy`: give back everything the session held. What `destroy` took from the
        data path is gone."""
        if by_peer:
            self._publish(InterfaceChanged(up=False))
        done = Closed | Send | KeysDropped
        self._perform(output for output in self.link.down(now) if not isinstance(output, done))
        self._publish(VaccessReleased(by_peer))
        if not by_peer:
            self._publish(InterfaceChanged(up=False))
        self._free_user()
        if self._address is not None:
            self._services.pools.release(self._address)
        asyncio.get_running_loop().call_later(LINE_PROTOCOL_DELAY, self._line_protocol_down)

    def _line_protocol_down(self) -> None:
        self._publish(LineProtocolChanged(up=False))
        self._services.interfaces.put_back(self.ids.interface)

    # --- what the link wants ----------------------------------------------------------------

    def _perform(self, outputs: Iterable[LinkOutput]) -> None:
        for output in outputs:
            match output:
                case Send(frame):
                    self._send(frame)
                case PhaseChanged(Phase.ESTABLISH):
                    self._forget_question()
                    self._publish(output)
                case Trace():
                    self._publish(output)
                case AuthNeeded(credentials):
                    self._authenticate(credentials)
                case AuthorizationNeeded():
                    self._authorize(output)
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
        """LCP always travels in full (RFC 1661 sections 6.5 and 6.6)."""
        compress = frame.protocol != ppp.Protocol.LCP
        octets = frame.encode(acfc=compress and self.spec.acfc, pfc=compress and self.spec.pfc)
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

    # --- authentication and authorization ---------------------------------------------------

    def _authenticate(self, credentials: Credentials) -> None:
        self.user = credentials.user
        limit = self._services.limits.may_try(self.ids.peer, self.user, self._services.clock())
        if limit is not None:
            self._publish(LimitReached(limit, self.ids.peer))
            self._answer(Refused())
            return
        self._asking = asyncio.get_running_loop().create_task(self._ask(credentials))

    async def _ask(self, credentials: Credentials) -> None:
        request = AuthRequest(credentials, self.ids.port, self.ids.interface, self._publish)
        try:
            outcome = await self._services.aaa.authenticate_ppp(
                request, self.template.ppp.authentication_list
            )
        except Unavailable as error:
            outcome = Reject("none", reason=str(error))
        self._asking = None
        match outcome:
            case Accept():
                self.accept = outcome
                self._owner.session_authenticated()
                self.watch.limit(
                    outcome.session_timeout, outcome.idle_timeout, self._services.clock()
                )
                self._answer(Accepted(outcome.message, outcome.keys, outcome.source))
            case Reject():
                self._services.limits.refused(self.ids.peer, self.user, self._services.clock())
                self._answer(Refused(outcome.error, outcome.reason))
                self._free_user()

    def _forget_question(self) -> None:
        """Nobody waits for the verdict any more: the call is gone, or LCP begins again."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _answer(self, verdict: Verdict) -> None:
        self._perform(self.link.answer(verdict, self._services.clock()))
        self._owner.session_changed()

    def _authorize(self, needed: AuthorizationNeeded) -> None:
        pairs = self._services.aaa.authorize(
            needed.stage,
            self.accept,
            port=self.ids.port,
            user=self.user,
            list_name=self.template.ppp.authorization_list,
            address=needed.address,
            emit=self._publish,
        )
        grant = None if pairs is None else Grant(tuple(str(pair) for pair in pairs))
        self._perform(self.link.authorized(needed.stage, grant, self._services.clock()))

    def _free_user(self) -> None:
        self._services.aaa.free(self.ids.port, self._publish)

    # --- addresses and routes ---------------------------------------------------------------

    def _assign(self, asked: IPv4Address) -> None:
        address = choose_address(
            asked,
            self.accept,
            self.template,
            self._services.pools,
            self.user.decode("utf-8", "replace"),
            self.ids.interface,
        )
        if address is not None:
            self._address = address
            self._publish(AddressAssigned(address))
        else:
            self._publish(PoolExhausted(" ".join(pool_names(self.accept, self.template))))
        self._perform(self.link.assign(address, self._services.clock()))

    def _network_up(self, network: NetworkUp) -> None:
        self.network = network
        self._update(replace(self.spec, routes=(IPv4Network(network.remote),)))
        self._services.routes.add(network.remote)
        self._publish(RouteInstalled(network.remote))

    def _network_down(self) -> None:
        if self.network is not None:
            self._services.routes.remove(self.network.remote)
            self._publish(RouteRemoved(self.network.remote))
            self.network = None

    def _publish(self, trace: Trace) -> None:
        events = self._services.events
        if events.enabled:
            ids = self.ids
            events.publish(
                Event(
                    time.time(),
                    trace,
                    tunnel=ids.tunnel,
                    session=ids.local,
                    interface=ids.interface,
                    user=self.user.decode("utf-8", "replace"),
                    address=ids.peer,
                )
            )
