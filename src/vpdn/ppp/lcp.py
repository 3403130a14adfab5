"""LCP's policy: RFC 1661 section 6, and what is done about RFC 1570's and 1990's options.

Granted: MRU, ACCM, magic number, both compressions, and the authentication a login allows.
Rejected: quality, callback, multilink's options and whatever is not known. Keepalive, timing
and the other LCP packets are `vpdn.ppp.control`'s.
"""

from __future__ import annotations

from vpdn.machine import Entropy, Trace
from vpdn.ppp.auth.method import AuthMethod, method_of
from vpdn.ppp.policy import Ack, Judgement, Nak, Options, Refusal, Reject
from vpdn.ppp.settings import LinkSettings
from vpdn.ppp.trace import LcpGranted, LoopDetected
from vpdn.wire.cp import Option
from vpdn.wire.lcp import (
    Accm,
    AddressControlFieldCompression,
    AuthenticationProtocol,
    EndpointDiscriminator,
    MagicNumber,
    Mru,
    ProtocolFieldCompression,
)

DEFAULT_MRU = 1500
MINIMUM_MRU = 128
ERROR_LOOPBACK = 737
ERROR_NO_COMMON_AUTHENTICATION = 919


class LcpPolicy:
    __slots__ = (
        "_asks",
        "_entropy",
        "_granted",
        "_loops",
        "_settings",
        "demanded",
        "magic",
        "method",
        "peer_acfc",
        "peer_mru",
        "peer_pfc",
    )

    def __init__(self, settings: LinkSettings, entropy: Entropy) -> None:
        self.magic = _magic(entropy)
        """Ours; 0 when the peer does not do magic numbers (RFC 1661 section 6.4)."""
        self.method: AuthMethod | None = next(iter(settings.authenticate), None)
        """What we demand now."""
        self.demanded: AuthMethod | None = None
        """What the peer demanded, and was granted."""
        self.peer_mru = DEFAULT_MRU
        self.peer_pfc = False
        self.peer_acfc = False
        self._settings = settings
        self._entropy = entropy
        self._granted = False
        self._loops = 0
        self._asks = self._first_asks()

    def grant(self) -> tuple[Trace, ...]:
        """LCP itself needs nobody's leave; said once, before the first packet of ours."""
        granted, self._granted = self._granted, True
        return () if granted else (LcpGranted(),)

    def request(self) -> Options:
        return tuple(self._asks.values())

    def judge(self, asked: Options) -> Judgement:
        notes = self.grant()
        rejects = tuple(option for option in asked if self._unwanted(option))
        if rejects:
            return Reject(rejects, notes)
        if self.magic and MagicNumber(self.magic) in asked:
            return self._loop(notes)
        self._loops = 0
        naks = tuple(hint for option in asked if (hint := self._better(option)) is not None)
        if naks:
            return Nak(naks, notes)
        self._take(asked)
        return Ack(notes)

    def naked(self, hints: Options) -> Refusal | None:
        for hint in hints:
            if hint.type not in self._asks:
                continue
            match hint:
                case AuthenticationProtocol():
                    self._demand(method_of(hint))
                case MagicNumber():
                    self.magic = _magic(self._entropy)
                    self._asks[hint.type] = MagicNumber(self.magic)
                case Mru() if hint.value < MINIMUM_MRU:
                    pass
                case _:
                    self._asks[hint.type] = hint
        return None

    def rejected(self, options: Options) -> Refusal | None:
        for option in options:
            if isinstance(option, AuthenticationProtocol):
                reason = "the peer will not be authenticated as we demand"
                return Refusal(reason, ERROR_NO_COMMON_AUTHENTICATION)
            if isinstance(option, MagicNumber):
                self.magic = 0
            self._asks.pop(option.type, None)
        return None

    def _first_asks(self) -> dict[int, Option]:
        personality = self._settings.personality
        mru = self._settings.mru if personality.mru is None else personality.mru
        options: list[Option] = [
            MagicNumber(self.magic),
            ProtocolFieldCompression(),
            AddressControlFieldCompression(),
            *personality.lcp_extra,
        ]
        if mru != DEFAULT_MRU:
            options.append(Mru(mru))
        if self.method is not None:
            options.append(self.method.option)
        by_type = {option.type: option for option in options}
        order = personality.lcp_order
        if AuthenticationProtocol.type not in order:
            order = (AuthenticationProtocol.type, *order)
        return {kind: by_type[kind] for kind in order if kind in by_type}

    def _unwanted(self, option: Option) -> bool:
        match option:
            case AuthenticationProtocol():
                return self._settings.login is None
            case EndpointDiscriminator():
                return not self._settings.personality.keeps_endpoint
            case _:
                return not isinstance(option, _GRANTED)

    def _better(self, option: Option) -> Option | None:
        """The value we want instead; None when the option is fine."""
        match option:
            case Mru(value) if value < MINIMUM_MRU:
                return Mru(MINIMUM_MRU)
            case MagicNumber(0):
                return MagicNumber(_magic(self._entropy))
            case AuthenticationProtocol():
                login = self._settings.login
                if login is None or method_of(option) in login.accept:
                    return None
                return login.accept[0].option
            case _:
                return None

    def _loop(self, notes: tuple[Trace, ...]) -> Judgement:
        """RFC 1661 section 6.4: our own number came back; chance, or a looped-back link."""
        self._loops += 1
        if self._loops > self._settings.counters.max_failure:
            return Refusal("the link is looped back", ERROR_LOOPBACK)
        other = MagicNumber(_magic(self._entropy))
        return Nak((other,), (*notes, LoopDetected(self.magic)))

    def _take(self, asked: Options) -> None:
        self.peer_mru = next((each.value for each in asked if isinstance(each, Mru)), DEFAULT_MRU)
        self.peer_pfc = ProtocolFieldCompression() in asked
        self.peer_acfc = AddressControlFieldCompression() in asked
        wants = [each for each in asked if isinstance(each, AuthenticationProtocol)]
        self.demanded = method_of(wants[0]) if wants else None

    def _demand(self, hint: AuthMethod | None) -> None:
        """The method the peer names if we allow it, else the next of ours, round and round:
        Max-Failure ends a dispute."""
        methods = self._settings.authenticate
        if hint is None or hint not in methods:
            assert self.method is not None, "an unasked option cannot be Naked"
            hint = methods[(methods.index(self.method) + 1) % len(methods)]
        self.method = hint
        self._asks[AuthenticationProtocol.type] = hint.option


_GRANTED = (Mru, Accm, MagicNumber, ProtocolFieldCompression, AddressControlFieldCompression)


def _magic(entropy: Entropy) -> int:
    """Any number but zero (RFC 1661 section 6.4)."""
    return int.from_bytes(entropy(4), "big") or 1
