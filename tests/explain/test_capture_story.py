from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.explain.capture_story import Ends, Side


def test_each_side_has_its_address_and_another_side() -> None:
    ends = Ends(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
    for side in Side:
        assert side.other is not side
        assert ends.of(side) == (ends.pc if side is Side.PC else ends.server)
