from __future__ import annotations

from tests.ios.support import ANGELA, loaded, template_text
from vpdn.ios.weaknesses import weaknesses


def told(text: str) -> str:
    return "\n".join(weaknesses(loaded(text).config))


def test_a_router_without_vpdn_has_nothing_to_tell() -> None:
    assert told("hostname x") == ""


def test_the_documents_configuration_is_told_plainly() -> None:
    text = told(ANGELA.read_text())
    for word in ("PPTP", "40", "CVE-2024-3596"):
        assert word in text


def test_no_authentication_and_pap_are_told() -> None:
    assert "anybody may connect" in told(f"vpdn enable\n{template_text('mtu 1400')}")
    assert "in the clear" in told(f"vpdn enable\n{template_text('ppp authentication pap')}")


def test_a_server_that_must_sign_its_replies_is_not_told_of() -> None:
    host = "radius-server host 10.0.0.5 message-authenticator require"
    assert "CVE" not in told(f"vpdn enable\n{host}")
