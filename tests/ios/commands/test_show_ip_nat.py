"""What the transcript `nat.txt` does not have: other protocols, and nothing to show."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.ios.support import GLOBAL, HER, NAT, SERVER, angela, typed
from vpdn.ios.document import document
from vpdn.nas.nat_snapshot import NatSnapshot, TranslationSnapshot


async def shown(line: str, state: NatSnapshot) -> str:
    server, _, shell = angela()
    server.translation.state = state
    return await typed(shell, line)


async def test_where_nothing_is_translated_there_is_no_table() -> None:
    assert await shown("show ip nat translations", NatSnapshot()) == ""


@pytest.mark.parametrize(("protocol", "word"), [(17, "udp"), (47, "gre"), (50, "50 ")])
async def test_a_protocol_has_its_name_or_its_number(protocol: int, word: str) -> None:
    one = TranslationSnapshot(protocol, (GLOBAL, None), (HER, None), (SERVER, None))
    [_, row] = (await shown("show ip nat translations", NatSnapshot((one,)))).splitlines()
    assert row == f"{word} 10.200.20.2        172.16.10.1        10.200.20.245      10.200.20.245"


async def test_statistics_of_a_router_without_translation() -> None:
    assert await shown("show ip nat statistics", NatSnapshot()) == (
        "Total active translations: 0 (0 static, 0 dynamic; 0 extended)\n"
        "Outside interfaces:\n  \nInside interfaces:\n  \n"
        "Hits: 0  Misses: 0\nExpired translations: 0\nDynamic mappings:\n"
    )


async def test_several_interfaces_stand_in_one_line() -> None:
    said = await shown(
        "show ip nat statistics", replace(NAT, inside=("Ethernet0/1", "Ethernet0/2"))
    )
    assert "Inside interfaces:\n  Ethernet0/1, Ethernet0/2\n" in said


async def test_programs_get_addresses_and_ports_apart() -> None:
    session = angela()[2].session
    static, _, tcp, _ = json.loads(document(session, "show ip nat translations"))["data"]
    assert static == {
        "protocol": None,
        "inside_global": {"address": "10.200.20.9", "port": None},
        "inside_local": {"address": "172.16.10.9", "port": None},
        "outside": None,
    }
    assert (tcp["protocol"], tcp["outside"]) == (6, {"address": "10.200.20.245", "port": 23})
