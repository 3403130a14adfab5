from __future__ import annotations

from tests.explain.support import causes, document, explained, only
from vpdn.explain.line import parse
from vpdn.explain.naming import Kind
from vpdn.explain.session import FACTS
from vpdn.explain.sorting import MOST, QUIET, Sorter
from vpdn.explain.verdict import judge

LATER = """Nov 27 06:00:00.000: ppp61 PPP: Phase is AUTHENTICATING, by this end
Nov 27 06:00:00.010: ppp61 MS-CHAP-V2: O CHALLENGE id 1 len 28 from "angela"
Nov 27 06:00:00.020: ppp61 MS-CHAP-V2: I RESPONSE id 1 len 60 from "tac"
Nov 27 06:00:00.020: ppp61 PPP: Sent MSCHAP_V2 LOGIN Request
Nov 27 06:00:00.030: RADIUS(00000027): Send Access-Request to 10.99.1.2:1812 id 1645/124, len 60
Nov 27 06:00:00.030: RADIUS:  User-Name           [1]   10  "tac"
"""
ACCEPTED = """Nov 27 06:00:00.050: RADIUS: Received from id 1645/124 10.99.1.2:1812, Access-Accept
Nov 27 06:00:00.060: ppp61 PPP: Received LOGIN Response PASS
Nov 27 06:00:00.070: Vi2.1 MS-CHAP-V2: O SUCCESS id 1 len 46 msg is "S=00"
Nov 27 06:00:00.080: Vi2.1 IPCP: State is Open
"""


def test_a_later_ios_call_is_one_through_its_three_names() -> None:
    session = only((LATER + ACCEPTED).splitlines())
    assert session.values["server"] == "10.99.1.2"
    assert session.shows("RADIUS accepts")
    assert judge(session).diagnosis.name == "up"


def test_a_later_ios_dead_server_is_found() -> None:
    log = (
        LATER
        + """Nov 27 06:00:05.000: RADIUS(00000027): Request timed out!
Nov 27 06:00:05.000: RADIUS: Retransmit to (10.99.1.2:1812,1813) for id 1645/124
Nov 27 06:00:20.000: RADIUS: No response from (10.99.1.2:1812,1813) for id 1645/124
Nov 27 06:00:20.010: ppp61 PPP: Received LOGIN Response FAIL
"""
    )
    assert causes(log.splitlines()) == ["RADIUS unreachable"]


def test_a_later_ios_local_users_stand_in_for_a_dead_server() -> None:
    dead = "RADIUS: No response from (10.99.1.2:1812,1813) for id 1645/124\n"
    passed = ACCEPTED.partition("\n")[2]
    verdict = judge(only((LATER + dead + passed).splitlines()))
    assert verdict.diagnosis.name == "up"
    assert verdict.remarks[0].name == "local users stood in"


def test_an_interface_is_used_again_by_the_next_call() -> None:
    call = "Vi1 VPDN: Virtual interface created\nVi1 PPP: Phase is ESTABLISHING, Passive Open\n"
    rows = (call + "Vi1 IPCP: State is Open\nVi1 PPP: Phase is DOWN\n" + call).splitlines()
    one, two = explained(rows)
    assert (one.first, one.last, two.first, two.last) == (1, 4, 5, 6)


def test_a_line_that_a_syslog_server_got_late_begins_no_call() -> None:
    stamp = "*Nov 27 06:00:0{0}.000: Vi1 "
    rows = [stamp.format(1) + "PPP: Phase is DOWN", stamp.format(0) + "LCP: O PROTREJ [Open] id 1"]
    assert only(rows).last == 2


def test_a_tunnel_and_its_call_are_one() -> None:
    session = only(document("connect"))
    assert (session.interface, session.tunnel, session.values["user"]) == ("1", "29", "tac")
    assert session.shows("tunnel created")


def test_a_radius_identifier_that_is_used_again_is_another_requests() -> None:
    """There are 256 of them; without PPP's debug nothing else tells requests apart."""
    one = (
        "RADIUS(00000001): Send Access-Request to 10.99.1.2:1812 id 1645/7, len 60",
        "RADIUS: Received from id 1645/7 10.99.1.2:1812, Access-Accept, len 60",
    )
    two = (
        "RADIUS(00000002): Send Access-Request to 10.99.1.2:1812 id 1645/7, len 60",
        "RADIUS: Received from id 1645/7 10.99.1.2:1812, Access-Reject, len 60",
    )
    first, second = explained([*one, *two])
    assert (first.outcome, second.outcome) == ("accept", "reject")
    assert (first.last, second.first) == (2, 3)


def test_who_logs_in_at_a_line_of_the_routers_is_no_call() -> None:
    later = ["AAA/AUTHEN/LOGIN (0000006E): Pick method list 'default'"]
    early = ["AAA/AUTHEN/START (17): port='tty4' list='' action=LOGIN service=LOGIN"]
    asked = "RADIUS({0}): Send Access-Request to 10.99.1.2:1812 id 1645/9, len 60"
    later += [asked.format("0000006E"), "RADIUS(0000006E): Received from id 1645/9"]
    early += ["AAA/AUTHEN (17): status = FAIL"]
    assert explained(later) == explained(early) == []
    assert only((LATER + "\n".join(later) + "\n" + ACCEPTED).splitlines()).outcome == "accept"


def test_a_server_that_the_log_calls_dead_is_that_of_the_last_request() -> None:
    dead = "%RADIUS-4-RADIUS_DEAD: RADIUS server 10.99.1.2:1812,1813 is not responding."
    assert explained([dead]) == []
    assert causes([*LATER.splitlines(), dead]) == ["RADIUS unreachable"]


def test_lines_of_no_call_are_nobodys() -> None:
    rows = ["angela#show vpdn", "%SYS-5-CONFIG_I: Configured from console", "RADIUS", "!!!!!"]
    assert explained(rows[:2] + rows[3:]) == []


def test_calls_that_are_over_are_told_while_the_log_goes_on() -> None:
    sorter = Sorter()
    ended = ["Vi1 LCP: State is Open", "Vi1 PPP: Phase is DOWN"]
    rows = ended + ["!"] * QUIET * 3
    told = [one for n, row in enumerate(rows, 1) for one in sorter.feed(parse(n, row))]
    assert [one.name for one in told] == ["Vi1"]
    assert sorter.finish() == []


def test_what_is_kept_has_a_bound() -> None:
    sorter = Sorter()
    told = 0
    for number in range(1, 3 * MOST):
        told += len(list(sorter.feed(parse(number, f"Vi{number} LCP: State is Open"))))
    assert len(sorter.finish()) <= MOST + QUIET
    assert told + len(sorter.finish()) == 3 * MOST - 1


def test_a_call_that_asks_radius_for_weeks_has_a_bound_too() -> None:
    sorter = Sorter()
    asks = "RADIUS: Initial Transmit Virtual-Access1 id {0} 10.0.0.1:1645, Accounting-Request"
    rows = [asks.format(number) for number in range(1000)]
    rows += [f"Vi1 LCP:    MagicNumber 0x{number:08X}" for number in range(1000)]
    for number, row in enumerate(["Vi1 LCP: I CONFREQ [Open] id 1 len 9", *rows], 1):
        assert not list(sorter.feed(parse(number, row)))
    [session] = sorter.finish()
    assert (len(session.keys), len(session.facts)) == (64, FACTS)
    assert session.keys[0] == (Kind.INTERFACE, "1")


def test_log_lines_with_another_clock_than_debug_lines_are_of_the_same_call() -> None:
    rows = [
        "*Nov 27 06:54:55.297: Vi1 VPDN: Virtual interface created",
        "00:00:02: %LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up",
        "*Nov 27 06:54:55.304: Vi1 LCP: State is Open",
    ]
    assert only(rows).last == 3
