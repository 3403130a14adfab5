"""The harness proves itself: a guest's pppd dials a guest's pptpd, with nothing of ours between."""

from __future__ import annotations

from ipaddress import IPv4Address

from tests.interop import pppd
from tests.interop.conftest import GuestMaker, WireMaker

DEMANDS = """
name angela
refuse-pap
refuse-chap
refuse-mschap
require-mschap-v2
require-mppe-128
"""
OCTETS = 1_000_000


def test_a_guest_dials_a_guest_with_mppe_128(wire: WireMaker, guest: GuestMaker) -> None:
    segment = wire()
    server, client = guest(segment, "10.99.0.1/24"), guest(segment, "10.99.0.2/24")
    pppd.serve_pptpd(server, "172.16.10.100", "172.16.10.1-10", "tac * admin *", DEMANDS)

    call = pppd.dial(client, "10.99.0.1", "tac", "admin", "require-mppe-128")

    assert call.status == 0, call.log
    assert call.remote == IPv4Address("172.16.10.100")
    assert "MPPE 128-bit stateless compression enabled" in call.log
    assert pppd.ping(client, "172.16.10.100")

    pppd.serve_transfer(server, "172.16.10.100")
    for verb in ("put", "get"):
        done = pppd.transfer(client, verb, "172.16.10.100", OCTETS)
        assert done, done.output
    assert min(pppd.octets_carried(client)) > OCTETS
    assert "Connection terminated" in pppd.hang_up(client)
