"""Methods and their LCP options."""

from __future__ import annotations

import pytest

from vpdn.ppp.auth.method import AuthMethod, method_of
from vpdn.wire.lcp import AuthenticationProtocol


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("pap", "0304C023"),
        ("chap", "0305C22305"),
        ("ms-chap", "0305C22380"),
        ("ms-chap-v2", "0305C22381"),
    ],
)
def test_every_method_has_its_option(name: str, octets: str) -> None:
    method = AuthMethod(name)
    assert method.option.encode().hex().upper() == octets
    assert method_of(method.option) is method


@pytest.mark.parametrize(
    "option",
    [
        AuthenticationProtocol(0xC227),
        AuthenticationProtocol(0xC223),
        AuthenticationProtocol(0xC223, b"\x80\0"),
        AuthenticationProtocol(0xC023, b"\5"),
    ],
)
def test_other_options_are_no_method(option: AuthenticationProtocol) -> None:
    assert method_of(option) is None
