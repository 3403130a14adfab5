from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.net import packets
from vpdn.net.matches import NAMES, named
from vpdn.wire import lcp
from vpdn.wire.cp import ConfigureRequest

KINDS = {
    packets.CONFIGURE_REQUEST: {"all", "gre", "lcp-configure-request"},
    packets.ECHO_REPLY: {"all", "gre", "lcp-echo-reply"},
    packets.ACKNOWLEDGMENT: {"all", "gre"},
    packets.ip(packets.GRE, b"\xff\xff"): {"all", "gre"},
    packets.ip(packets.TCP): {"all", "tcp"},
    packets.ip(packets.UDP): {"all", "udp"},
    packets.ip(packets.ICMP): {"all", "icmp"},
    b"": {"all"},
}


@pytest.mark.parametrize(("packet", "kinds"), KINDS.items())
def test_a_packet_is_of_its_kinds_and_no_other(packet: bytes, kinds: set[str]) -> None:
    assert {name for name in NAMES if named(name)(packet)} == kinds


def test_options_in_the_ip_header_do_not_hide_a_packet() -> None:
    request = packets.lcp_in_gre(ConfigureRequest(1, (lcp.Mru(1500),)), options=b"\x01" * 8)
    assert named("lcp-configure-request")(request)


@given(st.binary(max_size=80), st.sampled_from(sorted(NAMES)))
def test_any_octets_can_be_asked_about(packet: bytes, name: str) -> None:
    assert named(name)(packet) in (True, False)


@given(st.binary(max_size=60), st.sampled_from(sorted(NAMES)))
def test_any_gre_payload_can_be_asked_about(payload: bytes, name: str) -> None:
    assert named(name)(packets.ip(packets.GRE, payload)) in (True, False)
