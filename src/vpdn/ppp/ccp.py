"""CCP's policy: which MPPE, RFC 3078 section 2.1 (in the frame of RFC 1962).

One value holds for both directions: the peer's request is granted when it names exactly one
strength, and is otherwise Naked to one (also stateless mode alone, with which newer Windows
opens its bidding). Stateless mode goes before stateful where neither end insists: section 9
wants no stateful mode where packets are lost. No bits at all are no encryption, granted when
that is allowed. What then happens with keys is the business of `vpdn.ppp.encryption`. Other
compressors are rejected.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.machine import Trace
from vpdn.ppp.policy import Ack, Judgement, Nak, Options, Refusal, Reject
from vpdn.ppp.settings import MppePolicy
from vpdn.ppp.trace import CcpChecked, MppeOptionsUnknown
from vpdn.wire.ccp import MppeBits, MppeOption

NO_ENCRYPTION = 0


@dataclass(frozen=True, slots=True)
class Agreement:
    bits: int
    stateful: bool


class CcpPolicy:
    """`first_offer` are the bits to begin with, if not what `mppe` makes; `error` is what the
    link ends with when the peer has no MPPE and it is required."""

    __slots__ = (
        "_error",
        "_mppe",
        "_offer",
        "_ours",
        "_peer_insists",
        "_theirs",
        "attributes",
    )

    def __init__(self, mppe: MppePolicy, error: int, first_offer: int | None = None) -> None:
        self.attributes: tuple[str, ...] | None = None
        """What the authorization granted; None when none was asked."""
        self._mppe = mppe
        self._error = error
        self._offer = self._first_offer(first_offer)
        self._ours = NO_ENCRYPTION
        self._theirs = NO_ENCRYPTION
        self._peer_insists = False

    def agreed(self) -> Agreement | None:
        """What both ends hold to, once CCP is open."""
        if self.disagreed() or self._ours not in _STRENGTH_OF_SINGLE:
            return None
        return Agreement(_STRENGTH_OF_SINGLE[self._ours], _is_stateful(self._ours))

    def disagreed(self) -> bool:
        """The two directions were granted different values: negotiate again (`settle`)."""
        return self._ours != self._theirs

    def settle(self) -> None:
        """Both ends took both values, so both can choose the same: the stronger, and stateless."""
        self._offer = max(self._ours, self._theirs, key=_preference)

    def request(self) -> Options:
        self._ours = self._offer
        return (MppeOption(self._offer),) if self._offer else ()

    def judge(self, asked: Options) -> Judgement:
        others = tuple(option for option in asked if not isinstance(option, MppeOption))
        if others:
            return Reject(others, self._checked())
        values = [option.bits for option in asked if isinstance(option, MppeOption)]
        bits = values[0] if values else NO_ENCRYPTION
        if len(values) <= 1 and self._acceptable(bits):
            self._offer = self._theirs = bits
            return Ack(self._checked())
        counter = MppeOption(self._counter_offer(bits))
        self._peer_insists |= _is_stateful(bits)
        return Nak((counter,), (MppeOptionsUnknown(), *self._checked()))

    def naked(self, hints: Options) -> Refusal | None:
        """Take the strongest strength of the hint that is allowed; else insist."""
        for hint in hints:
            if isinstance(hint, MppeOption) and self._allowed(hint.bits):
                self._peer_insists |= _is_stateful(hint.bits)
                self._offer = self._counter_offer(hint.bits)
        return None

    def rejected(self, _options: Options) -> Refusal | None:
        self._offer = NO_ENCRYPTION
        if self._mppe.required:
            return Refusal("the peer does not encrypt", self._error)
        return None

    def _acceptable(self, bits: int) -> bool:
        if bits == NO_ENCRYPTION:
            return not self._mppe.required
        if _STRENGTH_OF_SINGLE.get(bits) not in self._mppe.bits:
            return False
        return self._grants_stateful(bits) == _is_stateful(bits)

    def _counter_offer(self, bits: int) -> int:
        """One strength, the strongest of those both ends have."""
        strength = max(self._allowed(bits) or self._mppe.bits)
        return _BIT[strength] | (0 if self._grants_stateful(bits) else int(MppeBits.STATELESS))

    def _grants_stateful(self, bits: int) -> bool:
        """The mode a peer that names `bits` gets."""
        mppe = self._mppe
        if mppe.stateful == _is_stateful(bits) or not mppe.yields:
            return mppe.stateful
        return _is_stateful(bits) and self._peer_insists

    def _allowed(self, bits: int) -> set[int]:
        return {strength for strength in self._mppe.bits if bits & _BIT[strength]}

    def _first_offer(self, preset: int | None) -> int:
        strengths = sum(_BIT[strength] for strength in self._mppe.bits)
        if preset is not None and preset & strengths:
            return preset & ~sum(_BIT[each] for each in _BIT if each not in self._mppe.bits)
        return strengths | (0 if self._mppe.stateful else int(MppeBits.STATELESS))

    def _checked(self) -> tuple[Trace, ...]:
        return () if self.attributes is None else (CcpChecked(self.attributes),)


_BIT = {40: int(MppeBits.BITS_40), 56: int(MppeBits.BITS_56), 128: int(MppeBits.BITS_128)}
_STRENGTH_OF_SINGLE = {
    bit | mode: strength for strength, bit in _BIT.items() for mode in (0, int(MppeBits.STATELESS))
}


def _is_stateful(bits: int) -> bool:
    return not bits & MppeBits.STATELESS


def _preference(bits: int) -> tuple[int, int]:
    return _STRENGTH_OF_SINGLE.get(bits, 0), bits & MppeBits.STATELESS
