"""Encryption of the link: CCP's automaton, what its opening and ending mean, and the keys.

The rule: MPPE that was agreed on but cannot be keyed closes CCP, and CCP's end after it was
agreed on ends the link; a link that requires encryption ends whenever CCP cannot give it. A
peer without CCP, or without MPPE, costs an optional MPPE only. RFC 3078, RFC 3079. Encrypting
itself is the data path's.
"""

from __future__ import annotations

from dataclasses import replace

from vpdn.crypto.mppe_keys import has_keys, start_keys
from vpdn.machine import earliest
from vpdn.ppp.auth.outcome import Proven
from vpdn.ppp.ccp import CcpPolicy
from vpdn.ppp.fsm import State
from vpdn.ppp.negotiation import Negotiation
from vpdn.ppp.outputs import (
    EncryptionLeave,
    KeysAgreed,
    KeysDropped,
    LinkOutput,
    ResetRequested,
)
from vpdn.ppp.policy import (
    EndLink,
    LayerDown,
    LayerFailed,
    LayerFinished,
    LayerOutput,
    LayerUp,
    Received,
)
from vpdn.ppp.settings import LinkSettings, MppePolicy
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import (
    EncryptionMissing,
    KeysGenerated,
    KeysMissing,
    MppeInitialized,
    StateChanged,
)
from vpdn.wire import ccp
from vpdn.wire.cp import ResetAck, ResetRequest
from vpdn.wire.ppp import Protocol

ERROR_LCP_TERMINATED = 734
ERROR_NO_LOCAL_ENCRYPTION = 741
ERROR_NO_REMOTE_ENCRYPTION = 742

MAXIMUM_DISAGREEMENTS = 3
"""Times CCP is negotiated anew because the two directions were granted different values."""


def within(mppe: MppePolicy | None, leave: EncryptionLeave) -> MppePolicy | None:
    """What is left of the link's policy for a peer with this leave; None for no encryption."""
    if mppe is None:
        return None
    bits = mppe.bits if leave.strengths is None else mppe.bits & leave.strengths
    if not bits:
        return None
    if bits == mppe.bits and mppe.required >= leave.required:
        return mppe
    return replace(mppe, bits=bits, required=mppe.required or leave.required)


class Encryption:
    """`as_authenticator`: whose view of `proven`'s keys is ours."""

    __slots__ = (
        "_agreed",
        "_as_authenticator",
        "_ccp",
        "_disagreements",
        "_due",
        "_error",
        "_identifiers",
        "_keyed",
        "_keyless",
        "_mppe",
        "_patience",
        "_policy",
        "_proven",
    )

    def __init__(
        self,
        settings: LinkSettings,
        mppe: MppePolicy,
        proven: Proven,
        as_authenticator: bool,
        identifiers: Identifiers,
    ) -> None:
        self._mppe = mppe
        self._proven = proven
        self._as_authenticator = as_authenticator
        self._identifiers = identifiers
        # Windows' numbers are from the dialling end's view.
        self._error = ERROR_NO_LOCAL_ENCRYPTION if as_authenticator else ERROR_NO_REMOTE_ENCRYPTION
        self._policy = CcpPolicy(mppe, self._error, settings.personality.mppe_bits)
        state = State.STOPPED if mppe.passive else State.INITIAL
        self._ccp = Negotiation(
            Protocol.CCP, ccp.decode, self._policy, identifiers, settings.counters, state
        )
        self._patience = settings.counters.restart * settings.counters.max_configure
        self._due: float | None = None
        self._agreed = False
        self._keyed = False
        self._keyless = False
        self._disagreements = 0

    @property
    def opened(self) -> bool:
        return self._ccp.state is State.OPENED

    @property
    def deadline(self) -> float | None:
        return earliest(self._ccp.deadline, self._due)

    def up(self, now: float) -> None:
        """The network phase is there; `open` follows when CCP may start."""
        if not self._mppe.passive:
            self._ccp.up(now)

    def open(self, attributes: tuple[str, ...] | None, now: float) -> list[LinkOutput | EndLink]:
        """`attributes` are the authorization's; None when there was none."""
        self._policy.attributes = attributes
        if self._mppe.required:
            self._due = now + self._patience
        return self._follow(self._ccp.open(now), now)

    def receive(self, data: bytes, now: float) -> list[LinkOutput | EndLink]:
        return self._follow(self._ccp.receive(data, now), now)

    def tick(self, now: float) -> list[LinkOutput | EndLink]:
        outputs = self._follow(self._ccp.tick(now), now)
        if self._due is not None and now >= self._due:
            outputs += self._missing("encryption was not negotiated in time", self._error)
        return outputs

    def down(self, now: float) -> list[LinkOutput | EndLink]:
        """LCP left Opened."""
        self._due = None
        return self._follow(self._ccp.down(now), now)

    def end(self, now: float) -> list[LinkOutput]:
        """The link ends: no word to the peer, and no rule to keep any more."""
        self._due = None
        outputs: list[LinkOutput] = [KeysDropped()] if self._keyed else []
        self._keyed = False
        if any(isinstance(each, LayerFinished) for each in self._ccp.abandon(now)):
            outputs.append(StateChanged(Protocol.CCP, State.CLOSED))
        return outputs

    def rejected(self, now: float) -> list[LinkOutput | EndLink]:
        """The peer answered with a Protocol-Reject, or authorization refused CCP."""
        finished = self._follow(self._ccp.abandon(now), now)
        if not finished and self._mppe.required:
            return self._missing("encryption is not allowed", self._error)
        return finished

    def renegotiate(self, now: float) -> list[LinkOutput | EndLink]:
        return self._follow(self._ccp.restart(now), now) if self.opened else []

    def request_reset(self) -> list[LinkOutput]:
        """Our data path lost step (RFC 3078 section 9)."""
        if not self._keyed:
            return []
        return self._ccp.send(ResetRequest(self._identifiers.take()))

    def _follow(self, outputs: list[LayerOutput], now: float) -> list[LinkOutput | EndLink]:
        followed: list[LinkOutput | EndLink] = []
        for output in outputs:
            match output:
                case LayerUp():
                    followed += self._opened(now)
                case LayerDown():
                    if self._keyed:
                        followed.append(KeysDropped())
                    self._keyed = False
                case LayerFinished(was):
                    followed += self._finished(was)
                case LayerFailed(refusal):
                    followed += self._missing(refusal.reason, refusal.error)
                case Received(packet):
                    if isinstance(packet, ResetRequest) and self._keyed:
                        # RFC 1962 section 3.1. MPPE could do without it; its peers cannot all.
                        followed += self._ccp.send(ResetAck(packet.identifier))
                        followed.append(ResetRequested())
                case _:
                    followed.append(output)
        return followed

    def _opened(self, now: float) -> list[LinkOutput | EndLink]:
        if self._policy.disagreed() and self._disagreements < MAXIMUM_DISAGREEMENTS:
            self._disagreements += 1
            self._policy.settle()
            return self._follow(self._ccp.restart(now), now)
        agreement = self._policy.agreed()
        if agreement is None:
            if self._mppe.required or self._agreed:
                return self._missing("CCP opened without MPPE", self._error)
            return []
        self._agreed, self._due = True, None
        if self._proven.keys is None or not has_keys(self._proven.keys, agreement.bits):
            self._keyless = True
            return [KeysMissing(self._proven.source), *self._follow(self._ccp.close(now), now)]
        self._keyed = True
        bits, stateful = agreement.bits, agreement.stateful
        send, receive = start_keys(self._proven.keys, bits, self._as_authenticator)
        return [
            KeysGenerated(self._proven.source),
            MppeInitialized(bits, stateful),
            KeysAgreed(bits, stateful, send, receive),
        ]

    def _finished(self, was: State) -> list[LinkOutput | EndLink]:
        """In Ack-Sent the peer may have opened, and encrypt what we could not read."""
        passive = self._ccp.state is State.STOPPED
        closed = StateChanged(Protocol.CCP, State.STOPPED if passive else State.CLOSED)
        if self._agreed or was is State.ACK_SENT:
            reason = "there are no keys for encryption" if self._keyless else "encryption ended"
            return [closed, *self._missing(reason, ERROR_LCP_TERMINATED)]
        if self._mppe.required:
            return [closed, *self._missing("the peer does not encrypt", self._error)]
        return [closed]

    def _missing(self, reason: str, error: int) -> list[LinkOutput | EndLink]:
        self._due = None
        return [EncryptionMissing(), EndLink(reason, error)]
