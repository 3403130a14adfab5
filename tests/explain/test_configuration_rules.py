"""Every rule, by the good configuration with one thing wrong."""

from __future__ import annotations

import pytest

from tests.explain.configs import reading
from vpdn.explain.configuration_rules import RULES, TEMPLATE_RULES, findings

PPP = " ppp authentication ms-chap-v2"
LIST = "aaa authentication ppp default group radius local"
OUTER = " ip address 10.200.20.2 255.255.255.0"
GROUP = "vpdn-group 1\n accept-dialin\n  protocol pptp\n  virtual-template 1\n"
POOL = "ip local pool default 172.16.10.1 172.16.10.10"
LIMITED = ("username tac password", "username tac user-maxlinks 2 password")
REPLACING = "vpdn enable\nvpdn user-maxlinks replace"
ACL = f"{OUTER}\n ip access-group 101 in\naccess-list 101 "


def test_the_good_configuration_has_no_fault() -> None:
    assert list(findings(reading())) == []


@pytest.mark.parametrize(
    ("rule", "error", "seen", "changes"),
    [
        ("VPDN off", 808, "", [("vpdn enable\n", "")]),
        ("no group", 808, "", [(GROUP, "")]),
        ("no authentication", 734, " ppp encrypt mppe auto", [(PPP, "")]),
        (
            "MPPE without MS-CHAP",
            734,
            " ppp authentication chap pap",
            [(PPP, PPP[:20] + "chap pap")],
        ),
        ("not every method has keys", 742, "", [(PPP, " ppp authentication chap ms-chap-v2")]),
        ("no MPPE", 742, "interface Virtual-Template1", [(" ppp encrypt mppe auto\n", "")]),
        ("40 bit", 742, " ppp encrypt mppe 40", [("mppe auto", "mppe 40")]),
        ("MS-CHAPv1", 919, " ppp authentication ms-chap", [(PPP, PPP.removesuffix("-v2"))]),
        (
            "TACACS+ gives no keys",
            734,
            "aaa authentication ppp default group tacacs+ local",
            [(LIST, "aaa authentication ppp default group tacacs+ local")],
        ),
        (
            "no RADIUS server",
            691,
            "aaa authentication ppp default group radius",
            [(" radius local", " radius"), ("radius-server host 10.200.20.245 key cisco\n", "")],
        ),
        ("no users", 691, LIST, [("username tac password 0 admin\n", "")]),
        (
            "no users",
            691,
            " ppp authentication ms-chap-v2",
            [("aaa new-model\n", ""), ("username tac password 0 admin\n", "")],
        ),
        (
            "no network authorization",
            0,
            LIST,
            [("aaa authorization network default group radius\n", "")],
        ),
        (
            "no address for the PC",
            720,
            "interface Virtual-Template1",
            [(" peer default ip address pool default\n", "")],
        ),
        ("pool too small", 720, POOL, [("session-limit 10", "session-limit 11")]),
        ("pool too small", 720, POOL, [("vpdn session-limit 10\n", "")]),
        (
            "pool too small",
            720,
            "",
            [("session-limit 10", "session-limit 30"), (GROUP, f"{GROUP} session-limit 20\n")],
        ),
        (
            "TCP 1723 blocked",
            809,
            " ip access-group 101 in",
            [(OUTER, f"{ACL}permit gre any any\n")],
        ),
        ("GRE blocked", 806, "", [(OUTER, f"{ACL}permit tcp any any eq 1723\n")]),
        (
            "TCP 1723 translated",
            809,
            "ip nat inside source static tcp 10.0.0.7 1723 10.200.20.2 1723",
            [(POOL, f"{POOL}\nip nat inside source static tcp 10.0.0.7 1723 10.200.20.2 1723")],
        ),
        (
            "crashed calls count",
            649,
            "username tac user-maxlinks 2 password 0 admin",
            [LIMITED, (PPP, f"{PPP}\n no keepalive")],
        ),
    ],
)
def test_one_thing_wrong_is_one_fault(
    rule: str, error: int, seen: str, changes: list[tuple[str, str]]
) -> None:
    [finding] = findings(reading(*changes))
    assert (finding.rule, finding.error) == (rule, error)
    assert finding.cure
    assert not any("{" in text for text in (finding.why, *finding.cure))
    if seen:
        assert finding.evidence[0].split(": ", 1)[1] == seen.strip()


@pytest.mark.parametrize(
    "changes",
    [
        [LIMITED],
        [(PPP, f"{PPP}\n no keepalive")],
        [LIMITED, (PPP, f"{PPP}\n no keepalive"), ("vpdn enable", REPLACING)],
    ],
)
def test_a_limit_is_no_fault_where_a_crashed_call_is_found_or_replaced(
    changes: list[tuple[str, str]],
) -> None:
    assert list(findings(reading(*changes))) == []


def test_a_rule_that_is_not_understood_may_be_the_one_that_lets_calls_in() -> None:
    rules = "permit tcp any any eq 1723\naccess-list 101 permit object-group VPN any any"
    [finding] = findings(reading((OUTER, f"{ACL}{rules}")))
    assert finding.rule == "GRE blocked"
    assert finding.why.endswith("(unless line 17 does, which is not understood)")


@pytest.mark.parametrize("way", ["out", "in"])
def test_a_list_that_lets_calls_in_or_looks_the_other_way_is_no_fault(way: str) -> None:
    rules = "permit gre any any\naccess-list 101 permit tcp any any eq 1723\n"
    text = f"{ACL}{rules}" if way == "in" else f"{ACL.replace(' in', ' out')}deny ip any any\n"
    assert list(findings(reading((OUTER, text)))) == []


def test_a_list_of_its_own_is_asked_for() -> None:
    own = "aaa authentication ppp vpn group tacacs+"
    changes = [(LIST, f"{LIST}\n{own}"), (PPP, f"{PPP} vpn")]
    [finding] = findings(reading(*changes))
    assert finding.why.startswith('method list "vpn" asks TACACS+')


def test_a_larger_pool_than_the_limit_is_enough() -> None:
    assert list(findings(reading(("session-limit 10", "session-limit 3")))) == []


def test_rules_have_names_of_their_own() -> None:
    names = [rule.name for rule in (*RULES, *TEMPLATE_RULES)]
    assert len(set(names)) == len(names)
