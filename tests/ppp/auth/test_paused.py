"""What a peer can do while an authenticator waits for another try or a new password: whatever it
sends, AAA is asked so often and no more, and a password is changed only where that was offered."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.ppp.auth.chap import ChapAuthenticator
from vpdn.ppp.auth.flavour import Flavour
from vpdn.ppp.auth.mschap import MsChap
from vpdn.ppp.auth.mschap_v2 import MsChapV2
from vpdn.ppp.auth.outcome import AuthOutput, Limits, Proven
from vpdn.ppp.auth.password_change import change_packet
from vpdn.ppp.outputs import Accepted, AuthNeeded, PasswordChange, Refused, Send
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import Login
from vpdn.ppp.timing import Identifiers
from vpdn.wire import chap
from vpdn.wire.chap import Challenge, ChangePassword, Response

ENTROPY = Random(7).randbytes
USERS = (b"tac", b"pete", b"x" * 1400)
WRONG, DISABLED = Refused(), Refused(647, "disabled")
EXPIRED = Refused(648, "too old", may_change_password=True)
NOT_TAKEN = Refused(709, "not taken", may_change_password=True)
VERDICTS = (WRONG, DISABLED, EXPIRED, NOT_TAKEN, Accepted(b"S="))

steps = st.one_of(
    st.tuples(st.just("response"), st.integers(-2, 1), st.sampled_from(USERS)),
    st.tuples(st.just("change"), st.integers(-2, 1), st.just(b"")),
    st.tuples(st.just("verdict"), st.sampled_from(range(len(VERDICTS))), st.just(b"")),
    st.tuples(st.just("wait"), st.sampled_from([1, 30, 70]), st.just(b"")),
)


class Peer:
    """A peer that follows no rule but the form of its packets, and what it is told."""

    def __init__(self, flavour: Flavour, max_bad: int) -> None:
        self.flavour = flavour
        limits = Limits(max_bad=max_bad)
        self.machine = ChapAuthenticator(flavour, b"angela", limits, Identifiers(), ENTROPY)
        self.now = 0.0
        self.identifier = 0
        self.asked: list[AuthNeeded] = []
        self.offered_to: bytes | None = None
        self.user = b""
        self.over = False
        self.hear(self.machine.start(0.0))

    def step(self, kind: str, number: int, user: bytes) -> None:
        waited = self.machine.awaits_verdict
        match kind:
            case "response":
                outputs = self.machine.receive(self.response(number, user), self.now)
            case "change":
                outputs = self.machine.receive(self.change(number), self.now)
            case "verdict":
                outputs = self.decide(VERDICTS[number])
            case _:
                self.now += number
                outputs = self.machine.tick(self.now)
        needed = [each for each in outputs if isinstance(each, AuthNeeded)]
        assert not (needed and (waited or self.over))
        for each in needed:
            self.check(each)
        self.hear(outputs)

    def check(self, needed: AuthNeeded) -> None:
        if isinstance(needed.credentials, PasswordChange):
            assert needed.credentials.user == self.offered_to
        self.user = needed.credentials.user
        self.asked.append(needed)

    def decide(self, verdict: Refused | Accepted) -> list[AuthOutput]:
        if not self.machine.awaits_verdict:
            return self.machine.answer(verdict, self.now)
        may_change = isinstance(verdict, Refused) and verdict.may_change_password
        self.offered_to = self.user if may_change else None
        return self.machine.answer(verdict, self.now)

    def hear(self, outputs: list[AuthOutput]) -> None:
        for each in outputs:
            self.over = self.over or isinstance(each, EndLink | Proven)
            if isinstance(each, Send):
                self.identifier = chap.decode(each.frame.payload).identifier
                assert len(each.frame.payload) < 150

    def response(self, offset: int, user: bytes) -> Response:
        asked = self.challenge(offset)
        value = self.flavour.prove(asked, Login(user, "guess"), ENTROPY).value
        return Response(asked.identifier, value, user)

    def change(self, offset: int) -> ChangePassword:
        asked = self.challenge(offset)
        return change_packet(asked, Login(b"tac", "guess"), "new", self.flavour, ENTROPY)[0]

    def challenge(self, offset: int) -> Challenge:
        """With an identifier near the last one that was heard."""
        return Challenge((self.identifier + offset) % 256, bytes(self.flavour.challenge_size))


@pytest.mark.parametrize("flavour", [MsChap(), MsChapV2()])
@given(max_bad=st.integers(1, 3), script=st.lists(steps, max_size=40))
def test_aaa_is_asked_so_often_and_no_more(
    flavour: Flavour, max_bad: int, script: list[tuple[str, int, bytes]]
) -> None:
    """A right password that is too old costs nothing once between two bad tries."""
    peer = Peer(flavour, max_bad)
    for step in script:
        peer.step(*step)
    assert len(peer.asked) <= 2 * max_bad


@pytest.mark.parametrize("flavour", [MsChap(), MsChapV2()])
def test_the_most_that_can_be_asked_is_asked(flavour: Flavour) -> None:
    """The rule above is not one that nothing could break."""
    peer = Peer(flavour, 3)
    for verdict in (EXPIRED, WRONG, EXPIRED, WRONG, EXPIRED, WRONG):
        peer.step("response", 0 if not peer.asked else 1, b"tac")
        peer.step("verdict", VERDICTS.index(verdict), b"")
    assert (len(peer.asked), peer.over) == (6, True)
    peer.step("response", 1, b"tac")
    assert len(peer.asked) == 6


@pytest.mark.parametrize("flavour", [MsChap(), MsChapV2()])
@pytest.mark.parametrize("verdict", [EXPIRED, WRONG])
def test_who_does_not_go_on_is_given_up_after_a_minute(flavour: Flavour, verdict: Refused) -> None:
    peer = Peer(flavour, 2)
    peer.step("response", 0, b"tac")
    peer.step("verdict", VERDICTS.index(verdict), b"")
    peer.step("wait", 30, b"")
    assert not peer.over
    peer.step("wait", 30, b"")
    assert peer.over
