"""Every error number a call can end with, from its true cause: a client and a server's machines.

What needs a machine (631, 633, 756, 800, 868) is in `tests.cli.test_dial`, 736 in `test_call`; 930
is for who reads the server's log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from tests.client.world import SETTINGS, STRONG, World
from tests.pair import ROUTER, Owner
from vpdn.client.errors import TABLE
from vpdn.client.settings import DialSettings, Encryption
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import Accepted, AuthNeeded, Credentials, LinkOutput, Refused, Verdict
from vpdn.ppp.personality import WINDOWS_10
from vpdn.ppp.settings import MppePolicy
from vpdn.wire import pptp
from vpdn.wire.cp import Code, ConfigureNak
from vpdn.wire.lcp import Accm, ProtocolReject
from vpdn.wire.ppp import Frame, Protocol
from vpdn.wire.pptp import StartResult

ELSEWHERE = {631, 633, 736, 756, 800, 868, 930}
KEYLESS = replace(STRONG, authenticate=(AuthMethod.PAP,))
V1 = (AuthMethod.MS_CHAP,)
FORTY = replace(STRONG, mppe=MppePolicy(frozenset({40})))
DEMANDS = replace(STRONG, mppe=MppePolicy(frozenset({128}), required=True))
WITH_PAP = replace(SETTINGS, authentication=(AuthMethod.PAP, AuthMethod.MS_CHAP_V2))


@dataclass
class Says(Owner):
    """An AAA with one answer to all; None: it never comes to one."""

    answer: Verdict | None = None

    def reply(self, link: Link, output: LinkOutput, now: float) -> list[LinkOutput]:
        silent = isinstance(output, AuthNeeded) and self.answer is None
        return [] if silent else super().reply(link, output, now)

    def verdict(self, credentials: Credentials) -> Verdict:
        assert self.answer is not None
        return self.answer


def says(answer: Verdict | None, settings: DialSettings = SETTINGS) -> World:
    return World(settings, owner=Says(answer=answer))


def refuses(error: int) -> Callable[[], World]:
    return lambda: says(Refused(error))


def encrypts(encryption: Encryption) -> DialSettings:
    return replace(SETTINGS, encryption=encryption)


def hasty() -> World:
    """TCP is dropped together with the link."""
    world = World(replace(SETTINGS, password="wrong"))
    world.server.hasty = True
    return world


def refuses_calls(result: int, error: int) -> Callable[[], World]:
    def made() -> World:
        world = World()
        world.server.refuses_calls = (result, error)
        return world

    return made


def mute() -> World:
    world = World()
    world.server.mute = True
    return world


def blocked(acks: int = 0) -> World:
    """No GRE comes, or nothing but acknowledgements."""
    world = World()
    world.gre_blocked = True
    world.pc.acks_in = acks
    return world


def mirrors() -> World:
    world = World()
    world.server.mirrors = True
    return world


def changing(change: Callable[[Frame], Frame | None]) -> World:
    world = World()
    world.server.change = change
    return world


def never_content(frame: Frame) -> Frame:
    """Each of our requests of LCP is wanted with what we did not ask for."""
    if (frame.protocol, frame.payload[0]) != (Protocol.LCP, Code.CONFIGURE_ACK):
        return frame
    return Frame(Protocol.LCP, ConfigureNak(frame.payload[1], (Accm(0),)).encode())


def no_ipcp(frame: Frame) -> Frame | None:
    if frame.protocol != Protocol.IPCP:
        return frame
    return Frame(Protocol.LCP, ProtocolReject(99, Protocol.IPCP, frame.payload).encode())


def no_answers_of_ipcp(frame: Frame) -> Frame | None:
    return None if frame.protocol == Protocol.IPCP else frame


def falls_silent(frame: Frame) -> Frame | None:
    """After its first request."""
    asks = (frame.protocol, frame.payload[0]) == (Protocol.LCP, Code.CONFIGURE_REQUEST)
    return frame if asks else None


def cleared(world: World) -> World:
    """The server takes the call away before the link is over."""
    world.start().run(1)
    world.server.do_control(world.server.control.clear(world.server.call_id, world.now))
    return world


def lost(world: World) -> World:
    world.start().run(1)
    world.client.lost(world.now)
    return world


def no_pptp() -> World:
    world = World()
    world.client.start(world.now)
    world.client.receive(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n" * 10, world.now)
    return world


def not_authorized() -> World:
    world = World()
    world.client.start(world.now)
    reply = pptp.StartControlConnectionReply(
        3, 3, 0, 1, b"angela", b"", result=StartResult.NOT_AUTHORIZED
    )
    world.client.receive(reply.encode(), world.now)
    return world


CASES: list[tuple[int, str, Callable[[], World]]] = [
    (619, "the call is cleared before PPP was heard", lambda: cleared(blocked())),
    (629, "the call is cleared during authentication", lambda: cleared(says(None))),
    (629, "TCP is lost", lambda: lost(says(None))),
    (646, "E=646", refuses(646)),
    (647, "E=647", refuses(647)),
    (648, "E=648", refuses(648)),
    (649, "E=649", refuses(649)),
    (676, "busy", refuses_calls(4, 0)),
    (676, "no resources", refuses_calls(2, 4)),
    (691, "the password is wrong", lambda: World(replace(SETTINGS, password="wrong"))),
    (691, "TCP is dropped with the link", hasty),
    (691, "PAP refuses", lambda: World(replace(WITH_PAP, password="x"), KEYLESS)),
    (709, "E=709", refuses(709)),
    (718, "silence in LCP", lambda: changing(falls_silent)),
    (718, "no verdict", lambda: says(None)),
    (733, "IPCP is rejected", lambda: changing(no_ipcp)),
    (720, "IPCP is not answered", lambda: changing(no_answers_of_ipcp)),
    (721, "GRE acknowledges alone", lambda: blocked(3)),
    (732, "never content", lambda: changing(never_content)),
    (734, "the server demands", lambda: World(encrypts(Encryption.NONE), DEMANDS)),
    (734, "no keys", lambda: World(link=DEMANDS, owner=Owner(gives_keys=False))),
    (737, "a mirror", mirrors),
    (738, "no address", lambda: World(owner=Owner(addresses=[]))),
    (741, "PAP gives no keys", lambda: World(WITH_PAP, KEYLESS)),
    (742, "no MPPE", lambda: World(encrypts(Encryption.REQUIRED), replace(STRONG, mppe=None))),
    (742, "40 bit alone", lambda: World(encrypts(Encryption.MAXIMUM), FORTY)),
    (778, "the proof is wrong", lambda: says(Accepted(b"S=" + b"0" * 40))),
    (778, "the proof is missing", lambda: says(Accepted(b"Welcome"))),
    (806, "GRE is blocked", blocked),
    (807, "the server vanishes", lambda: vanishes(SETTINGS)),
    (807, "PPTP's own echoes", lambda: vanishes(replace(SETTINGS, personality=WINDOWS_10))),
    (808, "no PPTP", no_pptp),
    (808, "not authorized", not_authorized),
    (808, "do not accept", refuses_calls(7, 0)),
    (808, "PAC error", refuses_calls(2, 6)),
    (809, "not a word on TCP", mute),
    (919, "MS-CHAP alone here", lambda: World(replace(SETTINGS, authentication=V1))),
    (919, "Windows 10", lambda: World(replace(SETTINGS, personality=WINDOWS_10), ROUTER)),
]


def vanishes(settings: DialSettings) -> World:
    world = World(settings).connect()
    world.pc.statuses.clear()
    world.dead = True
    return world


@pytest.mark.parametrize(("number", "cause", "made"), CASES, ids=[f"{n}: {c}" for n, c, _ in CASES])
def test_what_happened_has_its_number_and_nothing_is_left(
    number: int, cause: str, made: Callable[[], World]
) -> None:
    world = made()
    if not world.pc.stages:
        world.start()
    world.run(200)
    assert world.error.number == number, world.error.line
    assert world.pc.statuses == []
    assert (world.pc.registered, world.pc.specs, world.pc.closed) == (set(), {}, True)
    assert "\n" not in world.error.line


def test_no_number_is_in_the_table_that_nobody_meets() -> None:
    assert set(TABLE) == {number for number, *_ in CASES} | ELSEWHERE


@pytest.mark.parametrize("mppe", [None, STRONG.mppe])
def test_optional_encryption_without_keys_is_none(mppe: MppePolicy | None) -> None:
    """As in Windows where PAP or CHAP are negotiated; a router that offers MPPE is told so."""
    settings = replace(WITH_PAP, encryption=Encryption.OPTIONAL)
    world = World(settings, replace(KEYLESS, mppe=mppe)).connect().run(60)
    assert [status.mppe for status in world.pc.statuses] == [None]
    assert world.pc.outcome == []


def test_a_refused_user_is_named() -> None:
    assert "'tac'" in World(replace(SETTINGS, password="wrong")).start().run(20).error.line
