"""MPPE, one object a direction: RFC 3078 sections 3 and 5 to 8.

An MPPE datagram here is what follows the PPP protocol 0x00FD: two octets of header (bits A and
D, the 12-bit coherency count), then RC4 over a PPP protocol and its data. Knows no sequence
numbers but the coherency count, sends no Reset-Request (it says when one is due), and takes
nothing over from a datagram whose clear text is no PPP: cipher text has no other proof.
"""

from __future__ import annotations

from enum import Enum

from Crypto.Cipher import ARC4

from vpdn.crypto import keystream
from vpdn.crypto.mppe_keys import SessionKey, first_session_key, next_session_key

COHERENCY_MODULUS = 4096


class Failure(Enum):
    """Why a datagram gave no clear text."""

    GARBAGE = "not of this key's stream: forged, late, or the keys differ"
    LOST = "stateful, and a datagram before it is missing: a CCP Reset-Request is due"


class KeyChain:
    """The session keys of one direction, the present one first. Keys looked at ahead of time
    are remembered, so that no number of forged counts has a key computed twice."""

    __slots__ = ("_ahead", "_bits", "_start", "changes", "key")

    def __init__(self, start: SessionKey, bits: int) -> None:
        self._start = start.value
        self._bits = bits
        self._ahead: list[bytes] = []
        self.key = first_session_key(self._start, bits)
        self.changes = 0

    def peek(self, steps: int) -> bytes:
        """The key `steps` changes from now."""
        if steps == 0:
            return self.key
        ahead = self._ahead
        key = ahead[-1] if ahead else self.key
        while len(ahead) < steps:
            key = next_session_key(self._start, key, self._bits)
            ahead.append(key)
        return ahead[steps - 1]

    def advance(self, steps: int) -> None:
        """Make the key `steps` changes from now the present one."""
        self.key = self.peek(steps)
        del self._ahead[:steps]
        self.changes += steps

    def change(self) -> bytes:
        """One step where nobody looks ahead: the sender's."""
        self.key = next_session_key(self._start, self.key, self._bits)
        self.changes += 1
        return self.key


class Encryptor:
    """`coherency` is the count the next datagram carries."""

    __slots__ = ("_chain", "_cipher", "_reset", "coherency", "stateful")

    def __init__(self, key: SessionKey, bits: int, stateful: bool) -> None:
        self.stateful = stateful
        self.coherency = 0
        self._chain = KeyChain(key, bits)
        self._cipher = ARC4.new(self._chain.key)
        self._reset = False

    @property
    def key_changes(self) -> int:
        return self._chain.changes

    def encrypt(self, data: bytes) -> bytes:
        """The datagram for `data`, which begins with its PPP protocol."""
        if self.stateful:
            return self._encrypt_stateful(data)
        count = self.coherency
        self.coherency = (count + 1) % COHERENCY_MODULUS
        cipher = ARC4.new(self._chain.change())
        return (_FLUSHED_AND_ENCRYPTED | count).to_bytes(2, "big") + cipher.encrypt(data)

    def reset(self) -> None:
        """The peer sent a CCP Reset-Request: flush the tables with the next datagram."""
        self._reset = self.stateful

    def _encrypt_stateful(self, data: bytes) -> bytes:
        """A flushed datagram takes the count of the next flag packet, as if those between were
        lost. There section 7.2 and section 8.2 agree that both ends change the key; elsewhere
        receivers differ on whether a flushed datagram changes it."""
        count = self.coherency | 0xFF if self._reset else self.coherency
        self.coherency = (count + 1) % COHERENCY_MODULUS
        header = _ENCRYPTED | count
        if count & 0xFF == 0xFF:
            self._cipher = ARC4.new(self._chain.change())
            self._reset = False
            header |= _FLUSHED
        return header.to_bytes(2, "big") + self._cipher.encrypt(data)


class Decryptor:
    """`coherency` is the count of the last datagram taken, `missed` how many never came."""

    __slots__ = ("_chain", "_cipher", "_in_vain", "_position", "coherency", "missed", "stateful")

    def __init__(self, key: SessionKey, bits: int, stateful: bool) -> None:
        self.stateful = stateful
        self.coherency = COHERENCY_MODULUS - 1
        self.missed = 0
        self._chain = KeyChain(key, bits)
        self._cipher = ARC4.new(self._chain.key)
        self._position = 0
        self._in_vain = 0

    @property
    def key_changes(self) -> int:
        return self._chain.changes

    def decrypt(
        self,
        datagram: bytes,
        limit: int = COHERENCY_MODULUS - 1,
        flushes: int = 0,
        lost: int = COHERENCY_MODULUS,
    ) -> bytes | Failure:
        """The clear text, from its PPP protocol on. `limit` is how many datagrams at most the
        peer can have sent since the last one taken, this one included, and `lost` how many of
        them at most never came; `flushes` how often it was asked to flush since, which may have
        made it pass over counts."""
        if len(datagram) < 3 or not datagram[0] & _D:
            return Failure.GARBAGE
        count = (datagram[0] & 0x0F) << 8 | datagram[1]
        ahead = (count - self.coherency) % COHERENCY_MODULUS
        if self.stateful:
            clear = self._decrypt_stateful(datagram, count, ahead, limit, flushes)
        else:
            clear = self._decrypt_stateless(datagram, ahead, limit)
        if not isinstance(clear, Failure):
            self.coherency = count
            self._in_vain = 0
            self.missed += max(0, min(ahead - 1, limit - 1, lost))
        return clear

    def _decrypt_stateless(self, datagram: bytes, ahead: int, limit: int) -> bytes | Failure:
        if not 0 < ahead <= limit:
            return Failure.GARBAGE
        clear: bytes = ARC4.new(self._chain.peek(ahead)).decrypt(datagram[2:])
        if not plausible(clear):
            return Failure.GARBAGE
        self._chain.advance(ahead)
        return clear

    def _decrypt_stateful(
        self, datagram: bytes, count: int, ahead: int, limit: int, flushes: int
    ) -> bytes | Failure:
        """Loss is no state of its own: whatever claims to come after a gap, the datagram that is
        expected is still taken when it comes, and a flushed one ends the wait for it. An IP
        packet need not wait: its place in the stream can be found."""
        if datagram[0] & _A:
            return self._restart(datagram, count, ahead, _FLUSHES_LOST)
        if not 0 < ahead <= limit + 255 * flushes:
            return Failure.GARBAGE
        if ahead > 1:
            return self._search(datagram, count, ahead, flushes)
        if count & 0xFF == 0xFF:
            return self._restart(datagram, count, ahead, 0)
        return self._continue(datagram)

    def _continue(self, datagram: bytes) -> bytes | Failure:
        clear: bytes = self._cipher.decrypt(datagram[2:])
        if not plausible(clear):
            self._cipher = ARC4.new(self._chain.key, drop=self._position)
            return Failure.GARBAGE
        self._position += len(clear)
        return clear

    def _search(self, datagram: bytes, count: int, ahead: int, flushes: int) -> bytes | Failure:
        """Take up the stream behind a gap, which may have swallowed flag packets and flushes. That
        costs as much as a hundred datagrams, or a thousand: where it has failed again and again,
        only a flushed one helps."""
        if self._in_vain == _SEARCHES:
            return Failure.LOST
        text = datagram[2:]
        passed = _flag_packets(count, ahead)
        for steps in range(passed, passed + min(flushes, _FLUSHES_LOST) + 1):
            key = self._chain.peek(steps)
            start = 0 if steps else self._position
            missing = min(ahead - 1, _SEARCHED)
            stream = ARC4.new(key, drop=start).encrypt(bytes(missing * _LONGEST + _HEADER))
            offset = keystream.position(text, stream)
            if offset is not None:
                self._chain.advance(steps)
                self._cipher = ARC4.new(key, drop=start + offset)
                self._position = start + offset + len(text)
                return bytes(self._cipher.decrypt(text))
        self._in_vain += 1
        return Failure.LOST

    def _restart(self, datagram: bytes, count: int, ahead: int, more: int) -> bytes | Failure:
        """Fresh tables: with the key that follows from the flag packets passed or, for peers
        that change it with every flush, with one of the `more` after it."""
        passed = _flag_packets(count, ahead)
        for steps in range(passed, passed + more + 1):
            cipher = ARC4.new(self._chain.peek(steps))
            clear: bytes = cipher.decrypt(datagram[2:])
            if plausible(clear):
                self._chain.advance(steps)
                self._cipher = cipher
                self._position = len(clear)
                return clear
        return Failure.GARBAGE


def plausible(clear: bytes) -> bool:
    """Whether this is the start of a PPP frame an MPPE peer sends: an IP packet or a control
    packet whose length fits. One random text in a million passes."""
    if len(clear) < 6:
        return False
    start = 1 if clear[0] & 1 else 2
    protocol = clear[0] if start == 1 else clear[0] << 8 | clear[1]
    room = len(clear) - start
    if protocol == 0x21:
        return (
            room >= 20
            and clear[start] >> 4 == 4
            and 20 <= clear[start + 2] << 8 | clear[start + 3] <= room
        )
    if protocol == 0x57:
        return (
            room >= 40
            and clear[start] >> 4 == 6
            and (clear[start + 4] << 8 | clear[start + 5]) + 40 <= room
        )
    return protocol in _CONTROL_PROTOCOLS and 4 <= clear[4] << 8 | clear[5] <= room


def _flag_packets(count: int, ahead: int) -> int:
    """How many of the last `ahead` counts up to `count` are flag packets'."""
    return (count + 1 >> 8) - (count - ahead + 1 >> 8)


_A = 0x80
_D = 0x10
_FLUSHED = 0x8000
_ENCRYPTED = 0x1000
_FLUSHED_AND_ENCRYPTED = _FLUSHED | _ENCRYPTED
_FLUSHES_LOST = 8
"""Flushed datagrams in a row whose loss is survived when each of them changed the key."""
_SEARCHED = 64
_LONGEST = 1502
_HEADER = 22
"""A gap of so many datagrams is searched, of so many octets each, for so many in one piece."""
_SEARCHES = 16
"""Searches in a row that find nothing before none is made."""
_CONTROL_PROTOCOLS = frozenset(
    {
        *(0x8021, 0x8029, 0x802B, 0x803F, 0x8053, 0x8057, 0x80FB, 0x80FD),  # NCPs, ECP, CCP
        *(0xC021, 0xC023, 0xC223, 0xC227),  # LCP PAP CHAP EAP
    }
)
