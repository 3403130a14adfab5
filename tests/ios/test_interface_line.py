"""Lines that AAA gives a call's interface, by the grammar of a virtual template."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vpdn.datapath.policer import Limit
from vpdn.errors import ConfigError
from vpdn.ios.grammar import INCOMPLETE, INVALID
from vpdn.ios.interface_line import NO_EFFECT, interface_line
from vpdn.nas.config import VirtualTemplate

TEMPLATE = VirtualTemplate(1, police_in=Limit(8000, 1000), mtu=1400)
ACTIONS = "conform-action transmit exceed-action drop"


def test_a_rate_limit_is_the_calls_in_place_of_its_templates() -> None:
    line = f"rate-limit input 512000 96000 192000 {ACTIONS}"
    limit = Limit(512_000, 96_000, 192_000)
    assert interface_line(TEMPLATE, line) == replace(TEMPLATE, police_in=limit)
    other = line.replace("input", "output")
    assert interface_line(TEMPLATE, other) == replace(TEMPLATE, police_out=limit)


def test_words_may_be_cut_short_and_blanks_many() -> None:
    line = " rate  out 64000 8000 8000 conf trans exc drop "
    assert interface_line(TEMPLATE, line).police_out == Limit(64_000, 8000, 0)


@pytest.mark.parametrize(
    ("line", "reason", "column"),
    [
        (f"rate-limit inwards 8000 1000 2000 {ACTIONS}", INVALID, 13),
        (f"rate-limit input 7999 1000 2000 {ACTIONS}", INVALID, 17),
        ("rate-limit input 8000 1000 2000", INCOMPLETE, None),
        ("hostname angela", INVALID, 0),
        ("", INCOMPLETE, None),
        ("mtu 1400", NO_EFFECT, None),
        ("ppp timeout idle 5", NO_EFFECT, None),
        ("no rate-limit input", NO_EFFECT, None),
    ],
)
def test_what_is_no_rate_limit_is_refused(line: str, reason: str, column: int | None) -> None:
    with pytest.raises(ConfigError) as refused:
        interface_line(TEMPLATE, line)
    assert (refused.value.reason, refused.value.column) == (reason, column)
