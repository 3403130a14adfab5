"""MPPE as a third party reads it: what CCP agreed on, the keys that follow from it, and a decryptor
for each direction (RFC 3078). An end's Configure-Request says how it is sent to."""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.crypto.mppe import COHERENCY_MODULUS, Decryptor, Failure
from vpdn.crypto.mppe_keys import KeyMaterial, has_keys, start_keys
from vpdn.explain.capture_lane import Arrived
from vpdn.explain.capture_story import Side
from vpdn.wire import ccp, cp

_FLUSHED = 0x80
_STRENGTHS = {
    ccp.MppeBits.BITS_40: 40,
    ccp.MppeBits.BITS_56: 56,
    ccp.MppeBits.BITS_128: 128,
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """MPPE of one direction."""

    bits: int
    stateful: bool

    def __str__(self) -> str:
        return f"MPPE {self.bits} bit, {'stateful' if self.stateful else 'stateless'}"


@dataclass(slots=True)
class _Direction:
    """`last`: the GRE sequence number of what was deciphered last; `flushes` asked for since."""

    decryptor: Decryptor
    last: int | None = None
    flushes: int = 0


class Ciphers:
    """`agreed` is how packets of that sender are encrypted; `failed` counts those that gave no
    clear text although there are keys, `resets` the Reset-Requests."""

    def __init__(self) -> None:
        self.agreed: dict[Side, Agreement] = {}
        self.failed: dict[Failure, int] = {}
        self.resets = 0
        self._asked: dict[Side, tuple[cp.Option, ...]] = {}
        self._granted: dict[Side, tuple[cp.Option, ...]] = {}
        self._directions: dict[Side, _Direction] = {}

    def take(self, sender: Side, packet: cp.Packet, keys: tuple[KeyMaterial, Side] | None) -> None:
        """A CCP packet; `keys` as the authentication left them, and the authenticator."""
        match packet:
            case cp.ConfigureRequest(_, options):
                self._asked[sender] = options
                self._granted.pop(sender, None)
            case cp.ConfigureAck(_, options):
                self._granted[sender.other] = options
                if len(self._granted) == len(Side):
                    self._open(keys)
            case cp.ResetRequest():
                self.resets += 1
                if sender.other in self._directions:
                    self._directions[sender.other].flushes += 1
            case _:
                pass

    def decipher(self, sender: Side, arrived: Arrived, datagram: bytes) -> bytes | None:
        """The clear text from its PPP protocol on, None when there is none."""
        direction = self._directions.get(sender)
        if direction is None:
            return None
        limit = COHERENCY_MODULUS - 1
        if direction.last is not None:
            limit = min(limit, arrived.sequence - direction.last)
        clear = direction.decryptor.decrypt(datagram, limit, direction.flushes)
        if isinstance(clear, Failure):
            self.failed[clear] = self.failed.get(clear, 0) + 1
            return None
        direction.last = arrived.sequence
        if datagram[0] & _FLUSHED:
            direction.flushes = 0
        return clear

    def _open(self, keys: tuple[KeyMaterial, Side] | None) -> None:
        """CCP is open: what was agreed on begins anew."""
        self.agreed.clear()
        self._directions.clear()
        for receiver, options in self._granted.items():
            agreement = _agreement(options)
            if agreement is None:
                continue
            sender = receiver.other
            self.agreed[sender] = agreement
            if keys is not None and has_keys(keys[0], agreement.bits):
                send, receive = start_keys(keys[0], agreement.bits, authenticator=True)
                key = send if sender is keys[1] else receive
                decryptor = Decryptor(key, agreement.bits, agreement.stateful)
                self._directions[sender] = _Direction(decryptor)
        self._granted = {}


def _agreement(options: tuple[cp.Option, ...]) -> Agreement | None:
    for option in options:
        if isinstance(option, ccp.MppeOption):
            for bit, strength in _STRENGTHS.items():
                if option.bits & ~ccp.MppeBits.STATELESS == bit:
                    return Agreement(strength, not option.bits & ccp.MppeBits.STATELESS)
    return None
