"""One call: its PPP link, as the end that is authenticated, and its place in the data path.

RFC 1661. What the link wants done is done here. Knows no PPTP: that the call is to be cleared is
said to its owner, with what the link gave as reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from typing import Protocol

from vpdn.client import errors
from vpdn.client.diagnosis import Evidence, Stage
from vpdn.client.errors import DialError
from vpdn.client.link_settings import link_settings, login
from vpdn.client.routes import inner_networks
from vpdn.client.settings import Answer, DialSettings, Routing
from vpdn.datapath.engine import Counters, EngineEvent, Mppe, SessionSpec
from vpdn.datapath.outbound import MPPE_OVERHEAD
from vpdn.machine import Entropy, Trace, earliest
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import (
    Closed,
    KeysAgreed,
    KeysDropped,
    LinkOutput,
    LinkUp,
    LoginRefused,
    NetworkDown,
    NetworkUp,
    NewPassword,
    Phase,
    PhaseChanged,
    ResetRequested,
    Send,
)


class DataPath(Protocol):
    """Where a call's packets go; `carrier.Carrier` is it."""

    def attach(self, spec: SessionSpec) -> None: ...

    def update(self, spec: SessionSpec) -> None: ...

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None: ...

    def reset(self, call_id: int) -> None: ...

    def counters(self, call_id: int) -> Counters: ...

    def send_frame(self, call_id: int, frame: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Status:
    """A call that is connected. `mppe` is (bits, stateful), None in the clear; `mtu` octets."""

    server: IPv4Address
    local: IPv4Address
    remote: IPv4Address
    dns: tuple[IPv4Address, ...]
    authentication: AuthMethod | None
    mppe: tuple[int, bool] | None
    mtu: int


class Owner(Protocol):
    def call_stage(self, stage: Stage) -> None: ...

    def call_linked(self, now: float) -> None:
        """LCP is open."""

    def call_connected(self, status: Status) -> None:
        """Packets may flow; comes again when addresses or encryption change."""

    def call_refused(self, error: DialError) -> None:
        """The server refused the credentials and waits for others: `retry`, or `close`."""

    def call_closed(self, closed: Closed, now: float) -> None: ...


class Call:
    """`spec` is the data path's view of the call, kept up to date."""

    def __init__(
        self,
        settings: DialSettings,
        spec: SessionSpec,
        data_path: DataPath,
        evidence: Evidence,
        owner: Owner,
        entropy: Entropy,
    ) -> None:
        self.spec = spec
        self._settings = settings
        self._data_path = data_path
        self._evidence = evidence
        self._owner = owner
        self._link = Link(link_settings(settings), entropy)
        self._mppe: Mppe | None = None
        self._network: NetworkUp | None = None
        self._networks = settings.routes
        self._settle: float | None = None
        """When to stop waiting for encryption that is welcome but not demanded."""
        self._without: float | None = None
        """When to give up an IPCP that went down."""

    @property
    def deadline(self) -> float | None:
        return earliest(self._link.deadline, self._settle, self._without)

    @property
    def counters(self) -> Counters:
        return self._data_path.counters(self.spec.call_id)

    def start(self, now: float) -> None:
        """GRE may flow: begin PPP."""
        self._data_path.attach(self.spec)
        self._do(self._link.up(now), now)

    def receive(self, frame: bytes, now: float) -> None:
        self._evidence.heard = True
        self._do(self._link.receive(frame, now), now)

    def data_path_event(self, event: EngineEvent, now: float) -> None:
        """The data path lost MPPE's synchronisation."""
        match event:
            case EngineEvent.RESET_NEEDED:
                self._do(self._link.reset_needed(now), now)
            case EngineEvent.RENEGOTIATE:
                self._do(self._link.renegotiate_ccp(now), now)

    def tick(self, now: float) -> None:
        self._do(self._link.tick(now), now)
        if self._settle is not None and now >= self._settle:
            self._settle = None
            self._announce()
        if self._without is not None and now >= self._without:
            self._without = None
            self._do(self._link.close("IPCP went down", now, errors.PPP_NCP_TERMINATED), now)

    def widen(self, networks: tuple[IPv4Network, ...]) -> None:
        """These destinations are the call's, too."""
        self._networks += networks
        self._update(replace(self.spec, routes=(*self.spec.routes, *networks)))

    def retry(self, answer: Answer, now: float) -> None:
        """The answer to `call_refused`. Raises ConfigError when it can be none."""
        self._settings = self._settings.answered(answer)
        self._evidence.answered(self._settings)
        reply = answer if isinstance(answer, NewPassword) else login(self._settings)
        self._do(self._link.retry(reply, now), now)

    def close(self, error: int, now: float) -> None:
        """End the link with LCP Terminate-Request; `call_closed` follows. `error` is told to a
        peer that our personality tells it."""
        self._do(self._link.close("hung up", now, error), now)

    def cleared(self, now: float) -> Closed | None:
        """The call is gone from under the link: why, when the peer had ended the link before."""
        outputs = self._link.down(now)
        return next((each for each in outputs if isinstance(each, Closed) and each.error), None)

    # --- what the link wants ----------------------------------------------------------------

    def _do(self, outputs: Iterable[LinkOutput], now: float) -> None:
        call_id = self.spec.call_id
        for output in outputs:
            match output:
                case Send(frame):
                    octets = frame.encode(
                        acfc=self.spec.acfc,
                        pfc=self.spec.pfc,
                        lcp_too=self._settings.personality.compresses_lcp,
                    )
                    self._data_path.send_frame(call_id, octets)
                case PhaseChanged(phase):
                    self._enter(phase)
                case LinkUp():
                    self._link_up(output, now)
                case KeysAgreed(bits, stateful, send, receive):
                    self._encrypt(Mppe(bits, stateful, send, receive), now)
                case KeysDropped():
                    self._mppe = None
                    self._data_path.encrypt(call_id, None)
                case ResetRequested():
                    self._data_path.reset(call_id)
                case NetworkUp():
                    self._network_up(output, now)
                case NetworkDown():
                    self._network = None
                    self._without = now + IPCP_PATIENCE
                case LoginRefused(error):
                    self._evidence.refused = error
                    self._owner.call_refused(self._evidence.refusal(error))
                case Closed():
                    self._owner.call_closed(output, now)
                case Trace():
                    self._evidence.see(output)

    def _enter(self, phase: Phase) -> None:
        stage = _STAGES.get(phase)
        if stage is not None and stage > self._evidence.stage:
            self._evidence.stage = stage
            self._owner.call_stage(stage)

    def _link_up(self, up: LinkUp, now: float) -> None:
        # Segments of either way have room: the server may answer our MTU with less MPPE's header.
        mss = min(self._settings.mtu, up.mru) - MPPE_OVERHEAD - IP_AND_TCP
        self._update(replace(self.spec, mru=up.mru, pfc=up.pfc, acfc=up.acfc, mss=mss))
        self._owner.call_linked(now)

    def _encrypt(self, mppe: Mppe, now: float) -> None:
        """Once encrypted, nothing goes in the clear any more, not even while CCP starts anew."""
        self._mppe = mppe
        self._data_path.encrypt(self.spec.call_id, mppe)
        self._update(replace(self.spec, require_encryption=True))
        self._settled(now)

    def _network_up(self, network: NetworkUp, now: float) -> None:
        self._network = network
        self._without = None
        routing = self._settings.routing
        networks = inner_networks(routing, network.local, network.remote, self._networks)
        source = None if routing is Routing.DEFAULT else network.local
        self._update(replace(self.spec, routes=networks, source=source))
        self._settled(now)

    def _update(self, spec: SessionSpec) -> None:
        self.spec = spec
        self._data_path.update(spec)

    # --- when it is connected ---------------------------------------------------------------

    def _settled(self, now: float) -> None:
        """Addresses and encryption come in any order: announce both, or wait for the other."""
        if self._mppe is not None or not self._settings.encryption.strengths:
            self._settle = None
            self._announce()
        elif not self._settings.encryption.demanded:
            self._settle = now + SETTLE

    def _announce(self) -> None:
        if self._network is None:
            return
        self._evidence.stage = Stage.CONNECTED
        self._owner.call_connected(
            Status(
                self.spec.peer,
                self._network.local,
                self._network.remote,
                self._network.dns,
                self._link.authentication,
                None if self._mppe is None else (self._mppe.bits, self._mppe.stateful),
                min(self._settings.mtu, self.spec.mru - MPPE_OVERHEAD),
            )
        )


IP_AND_TCP = 40

IPCP_PATIENCE = 10.0
"""Seconds an IPCP that went down may take to come up again."""

SETTLE = 1.0
"""Seconds that optional encryption may come later than the addresses."""

_STAGES = {Phase.AUTHENTICATE: Stage.VERIFYING, Phase.NETWORK: Stage.REGISTERING}
