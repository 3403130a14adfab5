"""Each rule has a log that it is for; the document's five logs are explained, whatever happens to
them on the way."""

from __future__ import annotations

from itertools import combinations, zip_longest
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.explain.support import causes, document, only
from vpdn.cli import main
from vpdn.client.errors import TABLE
from vpdn.explain.rule import Rule
from vpdn.explain.rules import REMARKS, RULES
from vpdn.explain.verdict import judge
from vpdn.explain.weaknesses import WEAKNESSES

CAUSES = {
    "connect": "up",
    "error-691-bad-password": "wrong user name or password",
    "error-734-no-keys": "no keys for MPPE",
    "error-742-ccp-rejected": "MPPE is not configured",
    "radius-unreachable": "RADIUS unreachable",
}
CHALLENGED = """Vi1 LCP: State is Open
Vi1 MS-CHAP: O CHALLENGE id 20 len 21 from "angela  "
Vi1 MS-CHAP: I RESPONSE id 20 len 57 from "tac"
AAA/AUTHEN/START (2474402925): port='Virtual-Access1' list='' action=LOGIN service=PPP
AAA/AUTHEN/START (2474402925): Method=radius (radius)
RADIUS: Initial Transmit Virtual-Access1 id 116 10.200.20.245:1645, Access-Request, len 129
"""
SILENT = """RADIUS: Retransmit id 116
RADIUS: Tried all servers.
RADIUS: No response for id 116
Radius: No response from server
AAA/AUTHEN (2474402925): status = ERROR
"""
LOCAL = """AAA/AUTHEN/START (175242526): port='Virtual-Access1' list='' action=LOGIN service=PPP
AAA/AUTHEN/START (175242526): Restart
AAA/AUTHEN/START (175242526): Method=LOCAL
AAA/AUTHEN (175242526): status = """
ACCEPTED = "RADIUS: Received from id 116 10.200.20.245:1645, Access-Accept, len 116\n"
KEYLESS = "Vi1 MPPE: RADIUS keying material missing"
SUCCESS = "Vi1 MS-CHAP: O SUCCESS id 20 len 4\n"
UP = "Vi1 IPCP: State is Open\nVi1 IPCP: Install route to 172.16.10.1\n"
FORGED = "RADIUS: Response (116) failed decrypt\n"
LOGS: list[tuple[str, str]] = [
    ("session limit", ("Tnl 2 PPTP: Tunnel created; peer initiated\n"
     "VPDN: 192.168.1.47 refused: limit of sessions")),
    ("GRE blocked", "Vi1 LCP: O CONFREQ [Listen] id 7 len 15\nVi1 LCP: TIMEout: State REQsent"),
    ("no common authentication", ("Vi1 LCP: O CONFREQ [Listen] id 7 len 15\n"
     "Vi1 LCP:    AuthProto PAP (0x0304C023)\nVi1 LCP: I CONFREJ [REQsent] id 7 len 8\n"
     "Vi1 LCP:    AuthProto PAP (0x0304C023)")),
    ("too many calls of the user", ("Vi2 VPDN: user tac refused: limit of 1 call\n"
     "Vi2 AAA/AUTHOR/LCP: Denied\n"
     'Vi2 MS-CHAP: O FAILURE id 1 len 13 msg is "E=649 R=0"')),
    ("logged in twice",
     'Vi1 CHAP: O FAILURE id 1 len 60 msg is "You are already logged in - access denied"'),
    ("logon hours", 'Vi1 MS-CHAP: O FAILURE id 21 len 13 msg is "E=646 R=0"'),
    ("account disabled", 'Vi1 MS-CHAP: O FAILURE id 21 len 13 msg is "E=647 R=0"'),
    ("password expired", 'Vi1 MS-CHAP-V2: O FAILURE id 21 len 13 msg is "E=648 R=0 V=3"'),
    ("no permission to dial in", 'Vi1 MS-CHAP: O FAILURE id 21 len 13 msg is "E=649 R=0"'),
    ("password not changed", 'Vi1 MS-CHAP: O FAILURE id 21 len 13 msg is "E=709 R=0"'),
    ("wrong shared secret", CHALLENGED + FORGED + SILENT),
    ("RADIUS unreachable, and local refuses", CHALLENGED + SILENT + LOCAL + "FAIL"),
    ("RADIUS unreachable", CHALLENGED + SILENT),
    ("wrong user name or password", CHALLENGED + "AAA/AUTHEN (2474402925): status = FAIL"),
    ("authentication timed out", ('Vi1 MS-CHAP: O CHALLENGE id 20 len 21 from "angela"\n'
     "Vi1 AUTH: Timeout 1")),
    ("encryption without MS-CHAP", ('Vi1 PAP: I AUTH-REQ id 1 len 14 from "tac"\n'
     "Vi1 PAP: O AUTH-ACK id 1 len 5\nVi1 LCP: O TERMREQ [Open] id 13 len 4")),
    ("TACACS+ has no keys", CHALLENGED.replace("radius (radius)", "tacacs+ (tacacs+)")
     + "Vi1 MPPE: RADIUS keying material missing"),
    ("no keys from RADIUS", CHALLENGED + ACCEPTED + "Attribute 6 6 00000002\n" + KEYLESS),
    ("keys did not reach MPPE", CHALLENGED + ACCEPTED
     + "Attribute 26 40 0000013710223ACD\n" + KEYLESS),
    ("no keys from RADIUS", CHALLENGED + ACCEPTED.replace("len 116", "len 20") + KEYLESS),
    ("no keys for MPPE", CHALLENGED + ACCEPTED + KEYLESS),
    ("MPPE is not configured", "Vi2 LCP: O PROTREJ [Open] id 18 len 16 protocol CCP (0x80FD)"),
    ("strengths differ", ("Vi1 CCP: O CONFREQ [Closed] id 1 len 10\n"
     "Vi1 CCP:    MS-PPC supported bits 0x01000020 (0x120601000020)\n"
     "Vi1 CCP: I CONFREQ [REQsent] id 1 len 10\n"
     "Vi1 CCP:    MS-PPC supported bits 0x01000040 (0x120601000040)")),
    ("PC allows no encryption", "Vi1 LCP: I PROTREJ [Open] id 3 len 16 protocol CCP (0x80FD)"),
    ("required encryption not agreed on", "Vi1 MPPE: Required encryption not negotiated"),
    ("PC found no encryption",
     "Vi1 LCP: I TERMREQ [Open] id 7 len 16 (0x79127FBE003CCD74000002E6)"),
    ("pool exhausted", "Vi1 IPCP: Cannot satisfy pool request"),
    ("not authorized", SUCCESS + "Vi1 AAA/AUTHOR/FSM: We cannot start IPCP"),
    ("keepalive lost", UP + "Vi1 PPP: Missed 5 keepalives, taking LCP down"),
    ("tunnel silent", UP + "Vi1 Tnl/Cl 3/3 PPTP: VAccess created\n"
     "Tnl 3 PPTP: timeout -> state change estabd to terminal"),
    ("loopback", "Vi1 LCP: Loopback detected, magic 0x3050EB1F"),
    ("replaced by a newer call", UP + "Vi1 VPDN: replaced by Vi2 of user tac: limit of 1 call\n"
     "Vi1 LCP: O TERMREQ [Open] id 205 len 4"),
    ("ended by the PC", UP + "Vi1 LCP: I TERMREQ [Open] id 205 len 4"),
    ("ended by the router", UP + "Vi1 LCP: O TERMREQ [Open] id 205 len 4"),
    ("up", "Vi1 IPCP: Install route to 172.16.10.1"),
    ("up", "Vi1 IPCP: State is Open"),
    ("the PC gave up", "Vi1 LCP: State is Open\nVi1 LCP: I TERMREQ [Open] id 205 len 4"),
    ("LCP does not open", ("Vi1 LCP: O CONFREQ [Listen] id 7 len 15\n"
     "Vi1 LCP: I CONFREQ [REQsent] id 7 len 15")),
    ("unfinished", "Vi1 LCP: State is Open"),
]  # fmt: skip
"""The name of a rule's, and the shortest log that it is for."""


@pytest.mark.parametrize(("name", "log"), LOGS)
def test_a_rule_holds_for_its_log(name: str, log: str) -> None:
    assert causes(log.splitlines()) == [name]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_without_a_rule_its_log_is_explained_otherwise(rule: Rule) -> None:
    rest = [one for one in RULES if one is not rule]
    own = [only(log.splitlines()) for name, log in LOGS if name == rule.name]
    found = [next((one for one in rest if one.holds(session)), None) for session in own]
    assert any(one is None or one.name != rule.name for one in found)


BESIDE = {
    "local users stood in": CHALLENGED + SILENT + LOCAL + "PASS\n" + SUCCESS + UP,
    "password changed": 'Vi1 MS-CHAP: O FAILURE id 1 len 9 msg is "E=648 R=1"\n' + SUCCESS + UP,
    "secrets differ": CHALLENGED + FORGED + LOCAL + "PASS\n" + SUCCESS + UP,
    "black hole": UP,
    "PAP": 'Vi1 PAP: I AUTH-REQ id 1 len 14 from "tac"',
    "CHAP": 'Vi1 CHAP: I RESPONSE id 1 len 30 from "tac"',
    "MS-CHAPv1": CHALLENGED,
    "MS-CHAPv2": 'Vi1 MS-CHAP-V2: I RESPONSE id 1 len 57 from "tac"',
    "40 bit": UP + "Vi1 MPPE: [40 bit encryption] [stateless mode]",
    "no encryption": UP,
    "PPTP": UP,
}
"""What is told beside a diagnosis, and the shortest log of it."""


@pytest.mark.parametrize("rule", [*REMARKS, *WEAKNESSES], ids=lambda rule: rule.name)
def test_what_is_told_beside_the_diagnosis_has_its_log_and_another_that_is_not(rule: Rule) -> None:
    assert rule.holds(only(BESIDE[rule.name].splitlines()))
    holding = [name for name, log in BESIDE.items() if rule.holds(only(log.splitlines()))]
    assert len(holding) < len(BESIDE) or rule.name == "PPTP"


def test_every_rule_has_a_log_and_an_error_that_is_known() -> None:
    assert {rule.name for rule in RULES} == {name for name, _ in LOGS}
    assert all(rule.error in TABLE for rule in RULES if rule.error)


def test_rules_are_written_in_facts_that_a_log_can_show() -> None:
    shown = {fact for _, log in LOGS for fact in only(log.splitlines()).facts}
    for rule in (*RULES, *REMARKS, *WEAKNESSES):
        for fact in (*rule.seen, *rule.any_of):
            assert fact in shown | _ELSEWHERE, (rule.name, fact)


_ELSEWHERE = {
    "PC silent", "strengths differ", "no keys in the answer",  # derived
    "RADIUS dead", "RADIUS rejects", "refused", "LCP failed", "LCP I CONFNAK AuthProto",
    "CCP I CONFREJ MS-PPC", "PC cleared the call", "PC stopped", "CCP O CONFNAK MS-PPC",
    "used CHAP", "used MS-CHAP-V2", "LCP O CONFREQ AuthProto MS-CHAP", "encrypted 40",
    "encrypted 56", "E=691", "AAA PASS",
}  # fmt: skip
"""Shown by the logs of other tests."""


@pytest.mark.parametrize(
    ("status", "cause", "remarks"),
    [("PASS", "up", ["local users stood in", "black hole"]),
     ("FAIL", "RADIUS unreachable, and local refuses", [])],
)  # fmt: skip
def test_local_users_may_stand_in_for_radius(status: str, cause: str, remarks: list[str]) -> None:
    log = CHALLENGED + SILENT + LOCAL + status + "\n" + (SUCCESS + UP if status == "PASS" else "")
    verdict = judge(only(log.splitlines()))
    assert verdict.diagnosis.name == cause
    assert [one.name for one in verdict.remarks] == remarks


def test_a_wrong_secret_is_told_where_local_users_stood_in() -> None:
    log = CHALLENGED + FORGED + SILENT + LOCAL + "PASS\n" + SUCCESS + UP
    verdict = judge(only(log.splitlines()))
    assert [one.name for one in verdict.remarks][:2] == ["local users stood in", "secrets differ"]


@pytest.mark.parametrize("error", [646, 647, 648, 649, 691, 709])
def test_a_refusal_that_the_pc_mended_is_no_diagnosis(error: int) -> None:
    again = f'Vi1 MS-CHAP: O FAILURE id 1 len 60 msg is "E={error} R=1 C=00 V=2 M=no"\n'
    verdict = judge(only((CHALLENGED + again + SUCCESS + UP).splitlines()))
    assert verdict.diagnosis.name == "up"
    changed = "password changed" in [one.name for one in verdict.remarks]
    assert changed == (error == 648)


# --- the document's logs --------------------------------------------------------------------


@pytest.mark.parametrize("name", CAUSES)
def test_the_documents_logs_are_explained(name: str) -> None:
    assert causes(document(name)) == [CAUSES[name]]


@pytest.mark.parametrize("name", CAUSES)
def test_also_when_the_terminal_has_cut_or_wrapped_them(name: str) -> None:
    rows = document(name)
    pieces = [row[start : start + 80] for row in rows for start in range(0, len(row) or 1, 80)]
    assert causes(row[:80] for row in rows) == [CAUSES[name]]
    assert causes(pieces) == [CAUSES[name]]


@pytest.mark.parametrize("name", CAUSES)
def test_also_behind_a_syslog_server_and_between_foreign_lines(name: str) -> None:
    rows = []
    for number, row in enumerate(document(name)):
        rows += [f"Nov 27 06:00:00 10.200.20.2 {number}: {row}", "Nov 27 06:00:00 mail sshd[7]: x"]
        rows += ["", "%OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.1 on Ethernet0/0 from FULL to DOWN"]
    assert causes(rows) == [CAUSES[name]]


@pytest.mark.parametrize(("one", "two"), list(combinations(CAUSES, 2)))
@pytest.mark.parametrize("width", [80, 500])
def test_two_that_are_mixed_line_by_line_are_told_apart(one: str, two: str, width: int) -> None:
    pairs = zip_longest(document(one), document(two), fillvalue="")
    rows = [row[:width] for pair in pairs for row in pair]
    assert causes(rows) == sorted([CAUSES[one], CAUSES[two]])


@pytest.mark.parametrize("stamps", [True, False])
@pytest.mark.parametrize("name", ["connect", "error-734-no-keys", "error-742-ccp-rejected"])
def test_the_next_call_on_an_interface_is_another_though_its_beginning_is_missing(
    name: str, stamps: bool
) -> None:
    rows = document(name)
    rows = rows if stamps else [row.partition(": ")[2] if row[0] == "*" else row for row in rows]
    assert causes(rows + rows) == [CAUSES[name]] * 2


@pytest.mark.parametrize("first", [30, 70, 100, 150])
def test_a_log_that_begins_in_the_middle_is_explained_by_what_is_there(first: int) -> None:
    assert causes(document("connect")[first:]) == ["up"]


@pytest.mark.parametrize("rule", [*RULES, *REMARKS, *WEAKNESSES], ids=lambda rule: rule.name)
def test_a_cure_is_lines_that_the_router_takes(rule: Rule, tmp_path: Path) -> None:
    lines = [line.format(user="tac", server="10.200.20.245") for line in rule.lines]
    file = tmp_path / "cure.cfg"
    file.write_text("\n".join(line for line in lines if not line.startswith(("debug", "clear"))))
    done = CliRunner().invoke(main, ["check", str(file)])
    assert done.exit_code == 0, done.output
