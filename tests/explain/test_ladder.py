from __future__ import annotations

import pytest

from tests.explain.support import document, only
from vpdn.explain.ladder import draw

ROWS = """RADIUS: Initial Transmit Virtual-Access1 id 116 10.200.20.245:1645, Access-Request
RADIUS: Received from id 116 10.200.20.245:1645, Access-Reject, len 42
Vi1 MS-CHAP: O FAILURE id 21 len 13 msg is "E=691 R=0"
Vi1 LCP: I TERMACK [TERMsent] id 20 len 4
Vi1 PPP: Phase is DOWN [0 sess, 0 load]
"""
DRAWN = """\
   line PC                                router                      RADIUS
      1 │                                    │─ Access-Request ────────────▶│
      2 │                                    │◀─ Access-Reject ─────────────│
      3 │◀─ FAILURE 691 ─────────────────────│                              │
      4 │─ LCP TERMACK ─────────────────────▶│                              │
      5 │                                    ● PPP down                     │
"""


def test_every_message_is_an_arrow_and_what_the_router_notes_a_dot() -> None:
    assert "\n".join(draw(only(ROWS.splitlines()))) + "\n" == DRAWN


def test_without_radius_it_has_two_lines() -> None:
    rows = list(draw(only(document("error-742-ccp-rejected"))))
    assert not any("RADIUS" in row for row in rows)


@pytest.mark.parametrize("user", ["x" * 200, "ü" * 60])
def test_no_row_is_wider_than_a_terminal(user: str) -> None:
    rows = draw(only([f'Vi1 MS-CHAP: I RESPONSE id 20 len 57 from "{user}"', *ROWS.splitlines()]))
    assert max(map(len, rows)) <= 78


def test_what_is_left_out_is_said() -> None:
    rows = ["Vi1 LCP: O CONFREQ [Open] id 1 len 4", "Vi1 LCP: I CONFACK [Open] id 1 len 4"] * 500
    assert any("760 steps are left out" in row for row in draw(only(rows)))
