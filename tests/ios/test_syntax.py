from __future__ import annotations

import pytest

from vpdn.ios.pattern import compile_pattern
from vpdn.ios.syntax import syntax


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("show clock", "show clock"),
        (
            "[no] ppp encrypt mppe / <auto|40|128>$bits [passive|required]$stance [stateful]$on",
            "[no] ppp encrypt mppe {auto | 40 | 128} [passive | required] [stateful]",
        ),
        ("[no] mtu / (64-18000)$octets", "[no] mtu <64-18000>"),
        (
            "host A.B.C.D$a {port (1-9)$p|timeout (1-9)$t}",
            "host A.B.C.D [port <1-9>] [timeout <1-9>]",
        ),
        ("dns A.B.C.D$addresses...", "dns A.B.C.D ..."),
        (
            "list <group <radius|WORD>|local>$methods...",
            "list {group {radius | WORD} | local} ...",
        ),
        ("one <only>$word", "one only"),
        ("host HOST$a [alias HOST$b]", "host {Hostname | A.B.C.D} [alias {Hostname | A.B.C.D}]"),
        ("it <a|b|c|d|e|f|g|h|i|j|k|l|m>$one", "it {a | b | c | …}"),
    ],
)
def test_declarations_in_the_notation_of_command_references(declared: str, shown: str) -> None:
    assert syntax(compile_pattern(declared)) == shown
