from __future__ import annotations

import json
from dataclasses import replace

from tests.ios.support import FakeServer, angela, server_snapshot, tunnel, typed
from tests.ios.support import session as call
from vpdn.datapath.policer import Limit
from vpdn.ios.document import document
from vpdn.nas.traffic import Policed

INWARD = Policed(Limit(64_000, 8000, 16_000), 12, 3456, 2, 3000, 1500, 1.25, 96.0)
OUTWARD = Policed(Limit(128_000, 8000), seconds=96.0)
TEXT = """\
Virtual-Access1 for the PCs
  Input
    matches: all traffic
      params:  64000 bps, 8000 limit, 16000 extended limit
      conformed 12 packets, 3456 bytes; action: transmit
      exceeded 2 packets, 3000 bytes; action: drop
      last packet: 1250ms ago, current burst: 1500 bytes
      last cleared 00:01:36 ago, conformed 288 bps, exceeded 250 bps
  Output
    matches: all traffic
      params:  128000 bps, 8000 limit, 8000 extended limit
      conformed 0 packets, 0 bytes; action: transmit
      exceeded 0 packets, 0 bytes; action: drop
      last packet: 96000ms ago, current burst: 0 bytes
      last cleared 00:01:36 ago, conformed 0 bps, exceeded 0 bps
"""


def with_call(server: FakeServer, inward: Policed | None, outward: Policed | None) -> None:
    limited = replace(call(), policed_in=inward, policed_out=outward)
    server.state = server_snapshot(tunnel(limited))


async def test_both_ways_with_the_description_of_the_template() -> None:
    server, _, shell = angela()
    with_call(server, INWARD, OUTWARD)
    await typed(shell, "conf t", "interface virtual-template 1", "description for the PCs", "end")
    assert await typed(shell, "show interfaces rate-limit") == TEXT
    assert await typed(shell, "show interfaces virtual-access 1 rate-limit") == TEXT


async def test_interfaces_and_ways_without_a_limit_are_left_out() -> None:
    server, _, shell = angela()
    with_call(server, None, OUTWARD)
    text = await typed(shell, "show interfaces rate-limit")
    assert text.splitlines()[:2] == ["Virtual-Access1 ", "  Output"]
    assert "Input" not in text
    with_call(server, None, None)
    assert await typed(shell, "show interfaces rate-limit") == ""
    assert await typed(shell, "show interfaces ethernet 0/0 rate-limit") == ""


async def test_an_interface_that_there_is_not_is_refused() -> None:
    assert "% Invalid input" in await typed(angela()[2], "show interfaces ethernet 7 rate-limit")


def test_programs_get_the_limit_and_its_counts() -> None:
    server, _, shell = angela()
    with_call(server, INWARD, None)
    [data] = json.loads(document(shell.session, "show interfaces rate-limit"))["data"]
    assert (data["name"], data["output"]) == ("Virtual-Access1", None)
    assert data["input"]["limit"] == {"rate": 64_000, "burst": 8000, "debt": 16_000}
    assert (data["input"]["exceeded"], data["input"]["exceeded_rate"]) == (2, 250.0)
