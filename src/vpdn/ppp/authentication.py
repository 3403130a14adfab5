"""The authentication phase: at most one authenticator and one peer, RFC 1661 section 3.5.

Chooses the machines for what LCP agreed on, gives each its packets, and knows when both
directions are through. The link decides what follows.
"""

from __future__ import annotations

from vpdn.errors import DecodeError
from vpdn.machine import Entropy, earliest
from vpdn.ppp.auth.chap import ChapAuthenticator, Md5
from vpdn.ppp.auth.chap_peer import ChapPeer
from vpdn.ppp.auth.flavour import Flavour
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.auth.mschap import MsChap
from vpdn.ppp.auth.mschap_v2 import MsChapV2
from vpdn.ppp.auth.outcome import AuthOutput, Limits, Proven
from vpdn.ppp.auth.pap import PapAuthenticator, PapPeer
from vpdn.ppp.outputs import KeySource, LinkOutput, NewPassword, Verdict
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import LinkSettings, Login
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import AuthPacket, Direction, FrameMalformed
from vpdn.wire import chap, pap
from vpdn.wire.ppp import Protocol

FLAVOURS: dict[AuthMethod, Flavour] = {
    AuthMethod.CHAP: Md5(),
    AuthMethod.MS_CHAP: MsChap(),
    AuthMethod.MS_CHAP_V2: MsChapV2(),
}


Output = LinkOutput | EndLink
Machine = ChapAuthenticator | PapAuthenticator | ChapPeer | PapPeer


class Authentication:
    """`demanded` is what we demand of the peer, `demanding` what the peer demands of us."""

    __slots__ = (
        "_authenticator",
        "_machines",
        "_peer",
        "_unproven",
        "as_authenticator",
        "demanded",
        "demanding",
        "proven",
    )

    def __init__(
        self,
        settings: LinkSettings,
        demanded: AuthMethod | None,
        demanding: AuthMethod | None,
        identifiers: Identifiers,
        entropy: Entropy,
    ) -> None:
        self.demanded = demanded
        self.demanding = demanding
        self.proven = Proven(None, KeySource.LOCAL)
        """What the last success left for MPPE."""
        self.as_authenticator = demanded is not None
        """Whose view of the keys is ours (RFC 3079 section 3.3)."""
        self._authenticator = _authenticator(settings, demanded, identifiers, entropy)
        self._peer = _peer(settings, demanding, entropy)
        ends = (self._authenticator, self._peer)
        self._machines = tuple(each for each in ends if each is not None)
        self._unproven = self._machines

    @property
    def done(self) -> bool:
        """Both directions are through."""
        return not self._unproven

    @property
    def awaits_verdict(self) -> bool:
        """The peer's credentials are with the owner."""
        return self._authenticator is not None and self._authenticator.awaits_verdict

    @property
    def deadline(self) -> float | None:
        return earliest(*[each.deadline for each in self._machines])

    def start(self, now: float) -> list[Output]:
        return [out for each in self._machines for out in self._watch(each, each.start(now))]

    def tick(self, now: float) -> list[Output]:
        return [out for each in self._machines for out in self._watch(each, each.tick(now))]

    def answer(self, verdict: Verdict, now: float) -> list[Output]:
        """The verdict on the peer's credentials."""
        if self._authenticator is None:
            return []
        return self._watch(self._authenticator, self._authenticator.answer(verdict, now))

    def retry(self, reply: Login | NewPassword, now: float) -> list[Output]:
        """The answer to `LoginRefused`."""
        if not isinstance(self._peer, ChapPeer):
            return []
        return self._watch(self._peer, self._peer.retry(reply, now))

    def receive(self, protocol: int, data: bytes, now: float) -> list[Output]:
        """A PAP or CHAP packet; each machine takes what is for its direction."""
        try:
            if protocol == Protocol.PAP:
                return self._receive_pap(data, now)
            return self._receive_chap(data, now)
        except DecodeError as error:
            return [FrameMalformed(protocol, error.reason, error.offset)]

    def _receive_pap(self, data: bytes, now: float) -> list[Output]:
        packet = pap.decode(data)
        outputs: list[Output] = [AuthPacket(Direction.IN, None, packet, _length(data))]
        for each in self._machines:
            if isinstance(each, PapAuthenticator | PapPeer):
                outputs += self._watch(each, each.receive(packet, now))
        return outputs

    def _receive_chap(self, data: bytes, now: float) -> list[Output]:
        packet = chap.decode(data)
        ours = isinstance(packet, chap.Challenge | chap.Success | chap.Failure)
        method = self.demanding if ours else self.demanded
        if method is None or method.algorithm is None:
            return []
        trace = AuthPacket(Direction.IN, method.algorithm, packet, _length(data))
        outputs: list[Output] = [trace]
        for each in self._machines:
            if isinstance(each, ChapAuthenticator | ChapPeer):
                outputs += self._watch(each, each.receive(packet, now))
        return outputs

    def _watch(self, machine: Machine, outputs: list[AuthOutput]) -> list[Output]:
        """Keep what a success leaves; everything else goes on up."""
        passed: list[Output] = []
        for output in outputs:
            if not isinstance(output, Proven):
                passed.append(output)
                continue
            self._unproven = tuple(each for each in self._unproven if each is not machine)
            if (machine is self._authenticator) == self.as_authenticator:
                self.proven = output
        return passed


def _authenticator(
    settings: LinkSettings,
    method: AuthMethod | None,
    identifiers: Identifiers,
    entropy: Entropy,
) -> ChapAuthenticator | PapAuthenticator | None:
    limits = Limits(
        settings.counters.restart,
        settings.authentication_timeout,
        settings.max_bad_authentication,
    )
    if method is None:
        return None
    if method is AuthMethod.PAP:
        return PapAuthenticator(limits)
    return ChapAuthenticator(FLAVOURS[method], settings.name, limits, identifiers, entropy)


def _peer(
    settings: LinkSettings, method: AuthMethod | None, entropy: Entropy
) -> ChapPeer | PapPeer | None:
    if method is None or settings.login is None:
        return None
    resend = settings.counters.restart
    if method is AuthMethod.PAP:
        return PapPeer(settings.login, resend)
    return ChapPeer(FLAVOURS[method], settings.login, resend, entropy)


def _length(data: bytes) -> int:
    """The Length field of a packet that was decoded."""
    return int.from_bytes(data[2:4], "big")
