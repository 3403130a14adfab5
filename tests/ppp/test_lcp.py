"""What LCP asks for and grants, for each end and each client."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pair import CLIENT, ROUTER
from tests.ppp.ladder import scripted
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.lcp import LcpPolicy
from vpdn.ppp.personality import LINUX, WINDOWS_10, WINDOWS_2000
from vpdn.ppp.policy import Ack, Nak, Options, Refusal, Reject
from vpdn.ppp.settings import LinkSettings, Login
from vpdn.ppp.trace import LcpGranted, LoopDetected
from vpdn.wire.cp import ConfigureRequest, RawOption
from vpdn.wire.lcp import (
    Accm,
    AddressControlFieldCompression,
    AuthenticationProtocol,
    Callback,
    EndpointDiscriminator,
    MagicNumber,
    Mrru,
    Mru,
    ProtocolFieldCompression,
    QualityProtocol,
    ShortSequence,
)
from vpdn.wire.ppp import Protocol

MAGIC = MagicNumber(0x3050EB1F)
OTHER = MagicNumber(0x11111111)
PFC, ACFC = ProtocolFieldCompression(), AddressControlFieldCompression()
PAP, MS_CHAP, V2 = (
    method.option for method in (AuthMethod.PAP, AuthMethod.MS_CHAP, AuthMethod.MS_CHAP_V2)
)
EAP = AuthenticationProtocol(Protocol.EAP)
GRANTED = (LcpGranted(),)


def policy(settings: LinkSettings = ROUTER) -> LcpPolicy:
    return LcpPolicy(settings, scripted(MAGIC.value.to_bytes(4, "big"), b"\x11" * 4, b"\x22" * 4))


def granted(settings: LinkSettings = ROUTER) -> LcpPolicy:
    """Past the first leave."""
    chosen = policy(settings)
    chosen.grant()
    return chosen


def demanding(*methods: AuthMethod) -> LcpPolicy:
    return granted(replace(ROUTER, authenticate=methods))


def test_the_router_asks_for_authentication_and_a_magic_number() -> None:
    request = policy().request()
    assert request == (MS_CHAP, MAGIC)
    assert len(ConfigureRequest(7, request).encode()) == 15


def test_an_unusual_mru_is_asked_for_first() -> None:
    assert policy(replace(ROUTER, mru=1400)).request() == (Mru(1400), MS_CHAP, MAGIC)


def test_windows_2000_asks_with_44_octets() -> None:
    request = policy(replace(CLIENT, personality=WINDOWS_2000)).request()
    assert [option.type for option in request] == [5, 7, 8, 13, 17, 19]
    assert len(ConfigureRequest(1, request).encode()) == 44


def test_the_other_clients_ask_as_they_do() -> None:
    ten = policy(replace(CLIENT, personality=WINDOWS_10)).request()
    assert ten == (Mru(1400), MAGIC, PFC, ACFC, Callback(6))
    assert policy(replace(CLIENT, personality=LINUX)).request() == (MAGIC, PFC, ACFC)


def test_a_client_may_demand_authentication_too() -> None:
    settings = replace(CLIENT, personality=LINUX, authenticate=(AuthMethod.PAP,))
    assert policy(settings).request() == (PAP, MAGIC, PFC, ACFC)


def test_leave_is_needed_once() -> None:
    fresh = policy()
    assert fresh.judge(()) == Ack(GRANTED)
    assert fresh.judge(()) == Ack()
    assert fresh.grant() == ()


def test_what_is_granted_is_remembered() -> None:
    lcp = granted()
    asked: Options = (Mru(1400), Accm(0), OTHER, PFC, ACFC)
    assert lcp.judge(asked) == Ack()
    assert (lcp.peer_mru, lcp.peer_pfc, lcp.peer_acfc) == (1400, True, True)
    assert lcp.judge((OTHER,)) == Ack()
    assert (lcp.peer_mru, lcp.peer_pfc, lcp.peer_acfc) == (1500, False, False)


def test_everything_else_is_rejected_at_once_and_alone() -> None:
    unwanted: Options = (
        Callback(6),
        Mrru(1614),
        ShortSequence(),
        EndpointDiscriminator(1, b"me"),
        QualityProtocol(Protocol.LQR),
        RawOption(99, b"?"),
        RawOption(1, b"\1"),
        MS_CHAP,
    )
    assert granted().judge((Mru(64), OTHER, *unwanted)) == Reject(unwanted)


def test_linux_takes_an_endpoint_discriminator() -> None:
    lcp = granted(replace(CLIENT, personality=LINUX))
    assert lcp.judge((EndpointDiscriminator(1, b"me"),)) == Ack()


def test_bad_values_are_naked_with_good_ones() -> None:
    assert granted().judge((Mru(127),)) == Nak((Mru(128),))
    assert granted().judge((Mru(128),)) == Ack()
    assert granted().judge((MagicNumber(0),)) == Nak((MagicNumber(0x11111111),))


def test_a_login_grants_its_methods_and_names_its_first_otherwise() -> None:
    login = Login(b"tac", "admin", (AuthMethod.MS_CHAP_V2, AuthMethod.MS_CHAP))
    lcp = granted(replace(CLIENT, login=login))
    assert lcp.judge((EAP,)) == Nak((V2,))
    assert lcp.judge((PAP,)) == Nak((V2,))
    assert lcp.demanded is None
    assert lcp.judge((MS_CHAP,)) == Ack()
    assert lcp.demanded is AuthMethod.MS_CHAP


def test_our_own_magic_number_is_naked_and_too_often_a_loop() -> None:
    lcp = granted()
    loop = LoopDetected(MAGIC.value)
    assert lcp.judge((MAGIC,)) == Nak((OTHER,), (loop,))
    for _ in range(4):
        assert isinstance(lcp.judge((MAGIC,)), Nak)
    assert lcp.judge((MAGIC,)) == Refusal("the link is looped back", 737)


def test_a_different_magic_number_ends_the_suspicion() -> None:
    lcp = granted()
    for _ in range(5):
        lcp.judge((MAGIC,))
    lcp.judge((OTHER,))
    assert isinstance(lcp.judge((MAGIC,)), Nak)


def test_a_naked_magic_number_is_drawn_again() -> None:
    lcp = policy()
    assert lcp.naked((MagicNumber(5),)) is None
    assert lcp.request() == (MS_CHAP, OTHER)
    assert lcp.magic == OTHER.value


@pytest.mark.parametrize(
    ("methods", "hint", "then"),
    [
        ((AuthMethod.MS_CHAP, AuthMethod.MS_CHAP_V2), V2, AuthMethod.MS_CHAP_V2),
        ((AuthMethod.MS_CHAP_V2, AuthMethod.PAP, AuthMethod.MS_CHAP), EAP, AuthMethod.PAP),
        ((AuthMethod.MS_CHAP,), V2, AuthMethod.MS_CHAP),
    ],
)
def test_a_naked_method_gives_way_to_the_one_named_or_the_next(
    methods: tuple[AuthMethod, ...], hint: AuthenticationProtocol, then: AuthMethod
) -> None:
    lcp = demanding(*methods)
    assert lcp.naked((hint,)) is None
    assert lcp.method is then
    assert lcp.request()[0] == then.option


def test_a_peer_that_will_not_be_authenticated_is_refused() -> None:
    lcp = demanding(AuthMethod.MS_CHAP)
    refusal = lcp.rejected((MS_CHAP,))
    assert refusal is not None
    assert refusal.error == 919


def test_other_rejected_options_are_not_asked_for_again() -> None:
    lcp = policy(replace(CLIENT, personality=WINDOWS_2000))
    assert lcp.rejected((Callback(6), Mrru(1614))) is None
    assert [option.type for option in lcp.request()] == [5, 7, 8, 19]


def test_without_magic_numbers_ours_is_zero_and_no_loop_is_seen() -> None:
    lcp = policy()
    lcp.grant()
    assert lcp.rejected((MAGIC,)) is None
    assert (lcp.magic, lcp.request()) == (0, (MS_CHAP,))
    assert lcp.judge((MagicNumber(0),)) == Nak((MagicNumber(0x11111111),))


def test_values_named_in_a_nak_are_taken_if_they_can_be_used() -> None:
    lcp = policy(replace(CLIENT, personality=WINDOWS_10))
    lcp.naked((Mru(1000), Accm(0)))
    assert lcp.request()[0] == Mru(1000)
    lcp.naked((Mru(127),))
    assert lcp.request()[0] == Mru(1000)
    lcp.naked((Mru(128),))
    assert lcp.request()[0] == Mru(128)


def test_a_nak_makes_nobody_ask_for_what_he_did_not() -> None:
    """Least of all for a login that is not demanded."""
    lcp = policy(CLIENT)
    asked = lcp.request()
    assert lcp.naked((MS_CHAP, Callback(6), EndpointDiscriminator(1, b"me"))) is None
    assert (lcp.request(), lcp.method) == (asked, None)


def test_a_magic_number_is_never_zero() -> None:
    assert LcpPolicy(ROUTER, bytes).magic == 1
