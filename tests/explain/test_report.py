from __future__ import annotations

import pytest

from tests.explain.support import document, only
from vpdn.explain.report import report
from vpdn.explain.verdict import judge

DIAGNOSIS = """\
Diagnosis   The PC requires encryption, and the router's template has none: it
            rejects CCP.
            3: Vi2 LCP: O PROTREJ [Open] id 18 len 16 protocol CCP (0x80FD01050…
On the PC   Error 742: The remote computer does not support the required data
            encryption type.
Cure        Give the template encryption.
              interface Virtual-Template1
               ppp encrypt mppe auto
Insecure    PPTP: protects no packet's integrity, and whoever records a session
            can read it."""


def reported(name: str, width: int) -> list[str]:
    session = only(document(name))
    return list(report(1, session, judge(session), width))


def test_a_report_ends_in_cause_evidence_error_cure_and_what_is_insecure() -> None:
    rows = reported("error-742-ccp-rejected", 80)
    assert rows[0] == "── Call 1: Vi2, user tac, lines 1 to 44 ──"
    assert "\n".join(rows[rows.index("") :]).endswith(f"\n\n{DIAGNOSIS}")


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["connect", "error-691-bad-password", "radius-unreachable"])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    assert max(map(len, reported(name, width))) <= width


def test_a_success_has_nothing_to_cure() -> None:
    rows = reported("connect", 80)
    assert rows[rows.index("Diagnosis   The call is up.") + 2].startswith("Beside")
