"""What `vpdn check` says, with its line, error and cure: every row of the table speaks."""

from __future__ import annotations

import pytest

from tests.explain.configs import reading
from vpdn.explain import configuration_cautions
from vpdn.explain.configuration_cautions import TABLE, caution_findings, insecure

LIST = "aaa authentication ppp default group radius local"
POOL = "ip local pool default 172.16.10.1 172.16.10.10"

CASES = [
    (808, "line 9: protocol l2tp", [("protocol pptp", "protocol l2tp")]),
    (808, "line 8: accept-dialin", [("  virtual-template 1\n", "")]),
    (808, "line 10: virtual-template 2", [("  virtual-template 1\n", "  virtual-template 2\n")]),
    (720, "line 16: ip unnumbered Loopback1", [("unnumbered Loopback0", "unnumbered Loopback1")]),
    (720, "line 17: peer default ip address pool vpn", [("pool default\n", "pool vpn\n")]),
    (691, "line 19: ppp authentication ms-chap-v2 vpn", [("chap-v2\n", "chap-v2 vpn\n")]),
    (691, f"line 2: {LIST.replace('radius', 'IAS')}", [(LIST, LIST.replace("radius", "IAS"))]),
    (691, "line 4: username tac secret 5", [("password 0 admin", "secret admin")]),
    (691, "line 21: radius-server host 10.200.20.245", [(" key cisco", "")]),
    (
        809,
        "line 21: ip nat inside source static 10.0.0.7 10.200.20.2",
        [(POOL, f"{POOL}\nip nat inside source static 10.0.0.7 10.200.20.2")],
    ),
    (0, f"line 1: {LIST}", [("aaa new-model\n", "")]),
]


@pytest.mark.parametrize(("error", "seen", "changes"), CASES)
def test_a_caution_has_its_line_its_error_and_its_cure(
    error: int, seen: str, changes: list[tuple[str, str]]
) -> None:
    [finding] = caution_findings(reading(*changes))
    assert finding.error == error
    assert finding.evidence[0].startswith(seen)
    assert not any("{" in line for line in finding.cure)


SAID = [
    "ip dhcp pool pc: access list 110 of Virtual-Template1 refuses what callers ask (UDP from …)",
    "ip dhcp pool pc: access list 110 of Virtual-Template1 refuses the answer (UDP from …)",
]


@pytest.mark.parametrize("said", SAID)
def test_a_list_that_stops_dhcp_is_told_with_its_line(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configuration_cautions, "cautions", lambda _: [said])
    pool = " peer default ip address pool default\n"
    [finding] = caution_findings(reading((pool, f"{pool} ip access-group 110 in\n")))
    assert finding.evidence == ("line 18: ip access-group 110 in",)
    assert finding.cure[0].startswith("put before the line that denies: permit udp any eq 6")


def test_every_row_has_its_case() -> None:
    assert len(CASES) + len(SAID) == len(TABLE)


def test_the_good_configuration_has_no_caution() -> None:
    assert list(caution_findings(reading())) == []


def test_what_is_a_fault_is_not_told_again_as_insecure() -> None:
    found = reading((" key cisco", ""))
    assert not any("it has no key" in said for said in insecure(found))
    assert any("PPTP proves nobody's identity" in said for said in insecure(found))
