"""Pairs as text, and who gave the keys."""

from __future__ import annotations

import pytest

from vpdn.aaa.types import AV, Accept, AuthRequest
from vpdn.ppp.outputs import KeySource, PapCredentials


def test_a_mandatory_pair_has_an_equals_sign_and_an_optional_one_an_asterisk() -> None:
    assert str(AV("service", "ppp")) == "service=ppp"
    assert str(AV("addr", "172.16.10.1", mandatory=False)) == "addr*172.16.10.1"


@pytest.mark.parametrize(
    ("method", "source"),
    [("radius", KeySource.RADIUS), ("local", KeySource.LOCAL), ("none", KeySource.LOCAL)],
)
def test_keys_are_radius_or_local(method: str, source: KeySource) -> None:
    assert Accept(method).source is source


def test_the_user_is_who_the_credentials_name() -> None:
    given = PapCredentials(1, b"tac", b"admin")
    assert AuthRequest(given, "Virtual-Access1", 1, lambda trace: None).user == b"tac"
