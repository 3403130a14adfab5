"""One PPP link, either end of it: the phases of RFC 1661 section 3.2 and who acts in each.

Owns link control (LCP), then an authentication, then the network phase, and hands each its
frames. Verdicts, leave and addresses are asked of the owner and come back by a call; nothing
here knows where they come from, or how frames travel.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address

from vpdn.errors import DecodeError
from vpdn.machine import Entropy, earliest
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.authentication import Authentication
from vpdn.ppp.control import ERROR_NO_RESPONSE, ControlOutput, LinkControl, ProtocolRejected
from vpdn.ppp.fsm import State
from vpdn.ppp.network import ERROR_NO_DIALIN_PERMISSION, Network, NetworkOutput, RejectProtocol
from vpdn.ppp.outputs import (
    Accepted,
    AuthorizationNeeded,
    Closed,
    Grant,
    LinkOutput,
    NewPassword,
    Phase,
    PhaseChanged,
    Refused,
    Stage,
    Verdict,
)
from vpdn.ppp.policy import EndLink, LayerDown, LayerFinished, LayerUp
from vpdn.ppp.settings import LinkSettings, Login
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import (
    FrameMalformed,
    LcpGranted,
    PacketDiscarded,
    StateChanged,
)
from vpdn.wire import ppp
from vpdn.wire.cp import TerminateRequest
from vpdn.wire.ppp import Protocol

ERROR_REMOTE_TERMINATED = 719
ERROR_AUTHENTICATION_REJECTED = 919

WINDOWS_MARK = bytes.fromhex("003CCD74")
"""Stands before the error number in a Windows client's Terminate-Request."""

PartOutput = ControlOutput | NetworkOutput

_DATA = frozenset({Protocol.IP, Protocol.IPV6, Protocol.COMPRESSED})
_OWN = (EndLink, LayerUp, LayerDown, LayerFinished, ProtocolRejected, RejectProtocol)
"""Outputs of the parts that are the link's own business; all others are its owner's."""
_RENEGOTIATING = frozenset({State.REQ_SENT, State.ACK_SENT})


class Link:
    """`up` starts it; after `Closed` it says nothing more.

    `answer`, `authorized`, `assign` and `retry` are the owner's replies to AuthNeeded,
    AuthorizationNeeded, AddressNeeded and LoginRefused. A reply that nobody waits for any more is
    ignored, but one that was asked for before a renegotiation (PhaseChanged to ESTABLISH) must
    not be given.
    """

    def __init__(self, settings: LinkSettings, entropy: Entropy) -> None:
        self.phase = Phase.DEAD
        self._settings = settings
        self._entropy = entropy
        self._shared = Identifiers(settings.personality.first_identifier)
        self._control = LinkControl(settings, self._identifiers(), entropy)
        self._challenge_identifiers = Identifiers()
        self._authentication: Authentication | None = None
        self._network: Network | None = None
        self._verdict: Accepted | None = None
        self._ending: EndLink | None = None
        self._closed = False

    # --- the owner's calls ---

    def up(self, now: float) -> list[LinkOutput]:
        """The lower layer carries frames."""
        self.phase = Phase.ESTABLISH
        return self._follow(self._control.up(now), now)

    def down(self, now: float) -> list[LinkOutput]:
        """The lower layer is gone."""
        if self._closed or self.phase is Phase.DEAD:
            return []
        lost = self._follow(self._control.down(now), now)
        return [*lost, *self._finish("the lower layer went down", 0, now)]

    def receive(self, frame: bytes, now: float) -> list[LinkOutput]:
        """One PPP frame, from FF 03 or from its protocol number on."""
        if self._closed:
            return []
        try:
            decoded = ppp.decode(frame)
        except DecodeError as error:
            return [FrameMalformed(None, error.reason, error.offset)]
        return self._receive(decoded.protocol, decoded.payload, now)

    def tick(self, now: float) -> list[LinkOutput]:
        if self._closed:
            return []
        outputs = self._follow(self._control.tick(now), now)
        if self._authentication is not None:
            outputs += self._follow_authentication(self._authentication.tick(now), now)
        if self._network is not None:
            outputs += self._follow(self._network.tick(now), now)
        return outputs

    @property
    def deadline(self) -> float | None:
        if self._closed:
            return None
        parts = (self._control, self._authentication, self._network)
        return earliest(*[each.deadline for each in parts if each is not None])

    def answer(self, verdict: Verdict, now: float) -> list[LinkOutput]:
        """The verdict on the credentials of the last AuthNeeded."""
        if self._authentication is None or not self._authentication.awaits_verdict:
            return []
        if isinstance(verdict, Accepted) and self._settings.authorize:
            self._verdict = verdict
            return [AuthorizationNeeded(Stage.LCP)]
        return self._follow_authentication(self._authentication.answer(verdict, now), now)

    def retry(self, reply: Login | NewPassword, now: float) -> list[LinkOutput]:
        """The answer to LoginRefused."""
        outputs = self._authentication.retry(reply, now) if self._authentication else []
        return self._follow_authentication(outputs, now)

    def authorized(self, stage: Stage, grant: Grant | None, now: float) -> list[LinkOutput]:
        """The answer to AuthorizationNeeded; None refuses."""
        if stage is Stage.LCP:
            return self._lcp_authorized(grant, now)
        if self._network is None:
            return []
        return self._follow(self._network.authorized(stage, grant, now), now)

    def assign(self, address: IPv4Address | None, now: float) -> list[LinkOutput]:
        """The answer to AddressNeeded; None when there is no address left."""
        if self._network is None:
            return []
        return self._follow(self._network.assign(address, now), now)

    def close(self, reason: str, now: float, error: int = 0) -> list[LinkOutput]:
        """Terminate the link in order; `Closed` comes when the peer agreed or stays silent."""
        if self._closed or self._ending is not None or self.phase is Phase.DEAD:
            return []
        self._ending = EndLink(reason, error)
        outputs = [*self._end_network(now), *self._enter(Phase.TERMINATE)]
        outputs += self._follow(self._control.close(error, now), now)
        if self._control.state is State.CLOSING:
            return outputs
        return [*outputs, *self._finish(reason, error, now)]

    def reset_needed(self, now: float) -> list[LinkOutput]:
        """The data path lost MPPE's step: ask the peer for a reset."""
        if self._network is None:
            return []
        return self._follow(self._network.reset_needed(), now)

    def renegotiate_ccp(self, now: float) -> list[LinkOutput]:
        """MPPE is lost beyond a reset."""
        if self._network is None:
            return []
        return self._follow(self._network.renegotiate_ccp(now), now)

    @property
    def lcp_open(self) -> bool:
        return self._control.state is State.OPENED

    @property
    def open_ncps(self) -> tuple[Protocol, ...]:
        return () if self._network is None else self._network.open_ncps

    @property
    def authentication(self) -> AuthMethod | None:
        """How the peer was or is authenticated; when it is not, how we are."""
        current = self._authentication
        return None if current is None else current.demanded or current.demanding

    def _receive(self, protocol: int, data: bytes, now: float) -> list[LinkOutput]:
        if protocol == Protocol.LCP:
            return self._follow(self._control.receive(data, now), now)
        if protocol in _DATA:
            return []
        if not self.lcp_open:
            return _discarded(protocol)
        if protocol in (Protocol.PAP, Protocol.CHAP) and self._authentication is not None:
            outputs = self._authentication.receive(protocol, data, now)
            return self._follow_authentication(outputs, now)
        if self._network is None:
            return _discarded(protocol)
        return self._follow(self._network.receive(protocol, data, now), now)

    # --- what the parts say ---

    def _follow(self, outputs: Sequence[PartOutput], now: float) -> list[LinkOutput]:
        followed: list[LinkOutput] = []
        for output in outputs:
            if not isinstance(output, _OWN):
                followed.append(output)
                continue
            match output:
                case EndLink(reason, error):
                    return [*followed, *self.close(reason, now, error)]
                case LayerUp():
                    followed += self._lcp_up(now)
                case LayerDown():
                    followed += self._lcp_down(now)
                case LayerFinished():
                    followed.append(LcpGranted())
                    followed += self._finish("the peer does not answer", ERROR_NO_RESPONSE, now)
                case ProtocolRejected(protocol):
                    followed += self._protocol_rejected(protocol, now)
                case RejectProtocol(protocol, information):
                    followed += self._control.reject_protocol(protocol, information)
        return followed

    def _follow_authentication(self, outputs: Sequence[PartOutput], now: float) -> list[LinkOutput]:
        followed = self._follow(outputs, now)
        running = self._authentication if self.phase is Phase.AUTHENTICATE else None
        if running is None or not running.done:
            return followed
        return [*followed, *self._start_network(now)]

    # --- phases ---

    def _enter(self, phase: Phase) -> list[LinkOutput]:
        self.phase = phase
        return [PhaseChanged(phase)]

    def _lcp_up(self, now: float) -> list[LinkOutput]:
        policy = self._control.policy
        self._authentication = Authentication(
            self._settings,
            policy.method,
            policy.demanded,
            self._challenge_identifiers,
            self._entropy,
        )
        if self._authentication.done:
            return self._start_network(now)
        started = self._authentication.start(now)
        return [*self._enter(Phase.AUTHENTICATE), *self._follow_authentication(started, now)]

    def _lcp_down(self, now: float) -> list[LinkOutput]:
        """Renegotiation starts from nothing; at the peer's wish to end, what is up goes down."""
        self._authentication = self._verdict = None
        if self._control.state in _RENEGOTIATING:
            return [*self._end_network(now), *self._enter(Phase.ESTABLISH)]
        if self._network is None:
            return []
        return self._follow(self._network.down(now), now)

    def _start_network(self, now: float) -> list[LinkOutput]:
        assert self._authentication is not None, "the phase follows authentication"
        self._network = Network(
            self._settings,
            self._authentication.proven,
            self._authentication.as_authenticator,
            self._identifiers,
        )
        return [*self._enter(Phase.NETWORK), *self._follow(self._network.start(now), now)]

    def _end_network(self, now: float) -> list[LinkOutput]:
        network, self._network = self._network, None
        self._authentication = self._verdict = None
        return [] if network is None else self._follow(network.end(now), now)

    def _lcp_authorized(self, grant: Grant | None, now: float) -> list[LinkOutput]:
        verdict: Verdict | None = self._verdict
        self._verdict = None
        if verdict is None or self._authentication is None:
            return []
        if grant is None:
            verdict = Refused(ERROR_NO_DIALIN_PERMISSION, "Authorization failure")
        return self._follow_authentication(self._authentication.answer(verdict, now), now)

    def _protocol_rejected(self, protocol: int, now: float) -> list[LinkOutput]:
        if protocol in (Protocol.LCP, Protocol.PAP, Protocol.CHAP):
            reason = "the peer rejected a protocol the link needs"
            return self.close(reason, now, ERROR_AUTHENTICATION_REJECTED)
        if self._network is None:
            return []
        return self._follow(self._network.rejected(protocol, now), now)

    def _finish(self, reason: str, error: int, now: float) -> list[LinkOutput]:
        """LCP is at rest: the end. Why: what we closed for, what the peer said, or `reason`."""
        if self._closed:
            return []
        ended = self._end_network(now)
        self._closed = True
        peers = _peers_reason(self._control.terminated_by_peer)
        why = self._ending or peers or EndLink(reason, error)
        closed = StateChanged(Protocol.LCP, State.CLOSED)
        return [closed, *ended, *self._enter(Phase.DEAD), Closed(why.reason, why.error)]

    def _identifiers(self) -> Identifiers:
        """The counter for one more protocol."""
        if self._settings.personality.shared_identifiers:
            return self._shared
        return Identifiers(self._settings.personality.first_identifier)


def _peers_reason(request: TerminateRequest | None) -> EndLink | None:
    """A Windows client says its error number: magic, a mark, the number."""
    if request is None:
        return None
    error = ERROR_REMOTE_TERMINATED
    if len(request.data) == 12 and request.data[4:8] == WINDOWS_MARK:
        error = int.from_bytes(request.data[8:], "big")
    return EndLink("the peer terminated the link", error)


def _discarded(protocol: int) -> list[LinkOutput]:
    """No record of a protocol that has no name."""
    return [PacketDiscarded(Protocol(protocol))] if protocol in set(Protocol) else []
