"""What a success hands on to the network phase."""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.crypto.mppe_keys import MsChapV2Keys
from vpdn.ppp.auth.outcome import Proven
from vpdn.ppp.outputs import Accepted, EncryptionLeave, KeySource


def test_a_verdict_leaves_everything_but_its_message() -> None:
    keys = MsChapV2Keys(bytes(16), bytes(16))
    leave = EncryptionLeave(True, frozenset({128}))
    dns, nbns = (IPv4Address("10.0.0.1"),), (IPv4Address("10.0.0.2"),)
    verdict = Accepted(b"welcome", keys, KeySource.RADIUS, leave, dns, nbns)
    assert Proven.by(verdict) == Proven(keys, KeySource.RADIUS, leave, dns, nbns)
