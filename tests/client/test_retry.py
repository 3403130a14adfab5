"""A refusal that is not the end: another login or a new password, against a server's machines."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from tests.client.world import SETTINGS, STRONG, World
from tests.pair import ROUTER, Owner
from vpdn.aaa.new_password import new_password
from vpdn.aaa.proof import Secret
from vpdn.client.settings import Answer, NewLogin
from vpdn.errors import ConfigError
from vpdn.ppp.outputs import Credentials, NewPassword, PasswordChange, Refused, Verdict
from vpdn.ppp.settings import LinkSettings

WRONG = replace(SETTINGS, password="guess", asks=True)
RIGHT = replace(SETTINGS, asks=True)
PATIENT = replace(STRONG, max_bad_authentication=3)


@dataclass
class Expired(Owner):
    """An AAA whose one password is too old, and that takes every new one but "bad"."""

    def verdict(self, credentials: Credentials) -> Verdict:
        if isinstance(credentials, PasswordChange):
            new = new_password(credentials, Secret.of(self.password))
            if new == "bad":
                return Refused(709, "not taken", may_change_password=True)
            self.password = new or self.password
            return super().verdict(credentials)
        verdict = super().verdict(credentials)
        return verdict if isinstance(verdict, Refused) else Refused(648, "too old", True)


def numbers(world: World) -> list[int]:
    return [error.number for error in world.pc.refusals]


def connected(world: World, *answers: Answer) -> World:
    world.pc.answers = list(answers)
    return world.connect()


def test_another_password_and_name_connect_where_the_server_lets_try_again() -> None:
    world = connected(
        World(WRONG, PATIENT), NewLogin("tac", "guess again"), NewLogin("scott", "admin")
    )
    assert numbers(world) == [691, 691]
    assert [error.detail for error in world.pc.refusals] == ["the server refused user 'tac'"] * 2
    [mppe], [keys] = world.pc.mppe.values(), world.server.keys
    assert mppe is not None
    assert mppe.send == keys.receive


def test_the_last_bad_try_ends_it_and_names_the_user_it_was() -> None:
    world = World(WRONG, replace(STRONG, max_bad_authentication=2))
    world.pc.answers = [NewLogin("scott", "guess again"), NewLogin("tac", "admin")]
    world.start().run(20)
    assert numbers(world) == [691]
    assert (world.error.number, world.error.detail) == (691, "the server refused user 'scott'")


@pytest.mark.parametrize("link", [ROUTER, STRONG])
def test_a_password_that_has_expired_is_changed_and_connects(link: LinkSettings) -> None:
    owner = Expired()
    world = connected(World(RIGHT, link, owner), NewPassword("secret"))
    assert numbers(world) == [648]
    assert owner.password == "secret"
    [mppe], [keys] = world.pc.mppe.values(), world.server.keys
    assert mppe is not None
    assert (mppe.send, mppe.receive) == (keys.receive, keys.send)


def test_a_new_password_that_is_not_taken_may_be_followed_by_a_better_one() -> None:
    world = connected(World(RIGHT, PATIENT, Expired()), NewPassword("bad"), NewPassword("better"))
    assert numbers(world) == [648, 709]
    final = World(RIGHT, STRONG, Expired())
    final.pc.answers = [NewPassword("bad")]
    final.start().run(20)
    assert final.error.number == 709


def test_nobody_is_asked_when_nobody_is_there() -> None:
    world = World(replace(WRONG, asks=False), PATIENT).start().run(20)
    assert (numbers(world), world.error.number) == ([], 691)


def test_a_server_that_loses_its_patience_meanwhile_leaves_the_refusal_as_the_cause() -> None:
    world = World(WRONG, PATIENT).start().run(100)
    assert (numbers(world), world.error.number) == ([691], 691)


def test_a_person_takes_longer_than_connecting_may() -> None:
    world = World(replace(WRONG, timeout=20.0), PATIENT).start().run(50)
    assert world.pc.outcome == []
    world.client.retry(NewLogin("tac", "admin"), world.now)
    world.run(10)
    assert world.pc.statuses


def test_giving_up_hangs_up_with_the_refusal() -> None:
    world = World(WRONG, PATIENT).start().run(5)
    world.client.hang_up(world.now, world.pc.refusals[0])
    world.run(10)
    assert world.error.number == 691
    world.client.retry(NewLogin("tac", "admin"), world.now)
    assert world.pc.outcome == [world.pc.refusals[0]]


def test_what_can_be_no_password_is_said_before_anything_is_sent() -> None:
    with pytest.raises(ConfigError, match="the password has 300 octets"):
        RIGHT.answered(NewPassword("x" * 300))
