from __future__ import annotations

from dataclasses import replace

from tests.ios.support import angela, typed
from vpdn.nas.snapshot import AccessListSnapshot

LINES = (
    "configure terminal",
    "access-list 10 remark who may",
    "access-list 10 permit 10.0.0.0 0.255.255.255",
    "access-list 10 deny any",
    "ip access-list extended OPS",
    "permit tcp any any eq www",
    "end",
)
TEN = """\
Standard IP access list 10
    permit 10.0.0.0, wildcard bits 0.255.255.255 (1 match)
    deny any (7 matches)
"""
OPS = """\
Extended IP access list OPS
    permit tcp any any eq www
"""


async def test_lists_are_shown_with_what_their_lines_have_decided() -> None:
    server, _, shell = angela()
    lists = (
        AccessListSnapshot("10", "standard", (1, 7)),
        AccessListSnapshot("OPS", "extended", (0,)),
    )
    await typed(shell, *LINES)
    server.state = replace(server.state, access_lists=lists)
    assert await typed(shell, "show access-lists") == TEN + OPS
    assert await typed(shell, "show ip access-lists") == TEN + OPS
    assert await typed(shell, "show access-lists OPS") == OPS
    assert await typed(shell, "show access-lists 11") == ""
