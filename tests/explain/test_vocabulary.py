from __future__ import annotations

import re

import pytest

from vpdn.explain.vocabulary import TABLE, Way, read


@pytest.mark.parametrize(
    ("words", "fact", "way", "label"),
    [
        ("LCP: O CONFREQ [Listen] id 7 len 15", "LCP O CONFREQ", Way.OUT, "LCP CONFREQ"),
        ("LCP: I TERMREQ [Open] id 7 len 16 (0x79127FBE003CCD74000002E6)", "LCP I TERMREQ",
         Way.IN, "LCP TERMREQ says 742"),
        ("LCP: O PROTREJ [Open] id 18 len 16 protocol CCP (0x80FD)", "LCP O PROTREJ CCP", Way.OUT,
         "LCP PROTREJ CCP"),
        ('MS-CHAP: O FAILURE id 21 len 13 msg is "E=691 R=0"', "failure", Way.OUT, "FAILURE 691"),
        (f'MS-CHAP: O FAILURE id 21 len 13 msg is "E={"6" * 8000}"', "failure", Way.OUT, "FAILURE"),
        ('CHAP: O FAILURE id 1 len 25 msg is "Authentication failed"', "failure", Way.OUT,
         "FAILURE"),
        ('PAP: I AUTH-REQ id 1 len 14 from "tac"', "response", Way.IN, "PAP from tac"),
        ("MPPE: [40 bit encryption] [stateless mode]", "encrypted", Way.NOTE,
         "MPPE 40 bit stateless"),
        ("AAA/AUTHEN (374484072): status = ERROR", "AAA ERROR", Way.NOTE, "AAA: ERROR"),
        ("AAA/AUTHEN/START (175242526): Method=LOCAL", "method local", Way.NOTE,
         "AAA: local users"),
        ("RADIUS: Initial Transmit Virtual-Access1 id 116 10.0.0.1:1645, Access-Request, len 129",
         "RADIUS asked", Way.ASK, "Access-Request"),
        ("RADIUS(00000027): Send Access-Request to 10.99.1.2:1812 id 1645/124, len 60",
         "RADIUS asked", Way.ASK, "Access-Request"),
        ("RADIUS: Received from id 1645/18 192.168.18.12:1812, Access-Accept, len 85",
         "RADIUS accepts", Way.ANSWER, "Access-Accept"),
        ("RADIUS: response-authenticator decrypt fail, pak len 38", "RADIUS reply forged",
         Way.ANSWER, "reply fails the check"),
        ("IPCP: Pool returned 172.16.10.1", "address", Way.NOTE, "address 172.16.10.1"),
        ("VPDN: user two words refused: limit of 2 calls", "user limit", Way.NOTE,
         "two words: limit of 2"),
        ("VPDN: replaced by Vi7 of user tac: limit of 1 call", "replaced", Way.NOTE,
         "replaced by Vi7"),
        ("%VPDN-6-AUTHORFAIL: PPTP PNS angela, AAA authorization failure for Vi1; limit of 1 call",
         "user limit", Way.NOTE, "too many calls"),
        ("%VPDN-6-AUTHORFAIL: PPTP PNS angela, AAA authorization failure for Vi1 user tac; LCP",
         "not authorized", Way.NOTE, "not authorized"),
        ("CHAP: Unable to validate Response.  Username tac: limit of 1 call", "user limit",
         Way.SILENT, ""),
        ("CHAP: Unable to validate Response.  Username tac: Authentication failure", "refused",
         Way.SILENT, ""),
        ("VPDN: 192.168.1.47 refused: limit of sessions", "limit", Way.NOTE, "limit of sessions"),
    ],
)  # fmt: skip
def test_a_message_is_a_fact_and_an_arrow(words: str, fact: str, way: Way, label: str) -> None:
    meaning = read(words)
    assert meaning is not None
    assert (meaning.fact, meaning.way, meaning.label) == (fact, way, label)


MESSAGES = """\
PPTP: Tunnel created; peer initiated
PPTP: SCCRQ-ok -> state change wt-sccrq to estabd
PPTP: VAccess created
VPDN: Virtual interface created
PPTP: ClearReq -> state change estabd to terminal
PPTP: StopCCRQ -> state change wt-stprp to wt-stprp
PPTP: Destroy tunnel
PPTP: timeout -> state change estabd to terminal
PPTP: Destroying session, trace follows:
VPDN: user tac refused: limit of 1 call
VPDN: replaced by Vi7 of user tac: limit of 1 call
VPDN: 192.168.1.47 refused: limit of sessions
%VPDN-6-RESERR: PPTP PNS angela: limit of 10 sessions
%VPDN-6-RESERR: PPTP PNS angela: no address left
%LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up
%LINK-5-CHANGED: Interface Virtual-Access1, changed state to administratively down
PPP: Phase is ESTABLISHING, Passive Open
PPP: Phase is AUTHENTICATING, Authenticated User
PPP: Phase is AUTHENTICATING, by this end
PPP: Phase is UP
PPP: Phase is TERMINATING
PPP: Phase is DOWN, Setup
PPP: Phase is DOWN [0 sess, 0 load]
LCP: State is Open
CCP: State is Open
IPCP: State is Open
LCP: State is Closed
LCP: TIMEout: State REQsent
PPP DISC: Missed too many keepalives
LCP: Loopback detected, magic 0x3050EB1F
LCP: Failed to negotiate with peer
MPPE: RADIUS keying material missing
MPPE: Required encryption not negotiated
MPPE: [40 bit encryption] [stateless mode]
CHAP: O CHALLENGE id 1 len 27 from "angela"
CHAP: I RESPONSE id 1 len 57 from "tac"
CHAP: O SUCCESS id 1 len 4
PAP: O AUTH-NAK id 1 len 27 msg is "Authentication failure"
CHAP: Unable to validate Response. Username tac: limit of 1 call
CHAP: Unable to validate Response. Username tac: Authentication failure
AUTH: Timeout 1
PPP: Received LOGIN Response FAIL
PPP: Received LOGIN Response PASS
PPP: Sent MSCHAP_V2 LOGIN Request
AAA/AUTHEN/LOGIN (0000006E): Pick method list 'default'
AAA/AUTHEN/START (17): port='tty4' list='' action=LOGIN service=LOGIN
AAA/AUTHEN/START (17): Method=radius (radius)
AAA/AUTHEN/START (17): Method=tacacs+ (tacacs+)
AAA/AUTHEN/START (17): Method=LOCAL
AAA/AUTHEN (17): status = PASS
AAA/AUTHEN (17): status = FAIL
AAA/AUTHEN (17): status = ERROR
AAA/AUTHOR/FSM: We cannot start IPCP
%VPDN-6-AUTHORFAIL: PPTP PNS angela, AAA authorization failure for Vi1 user tac; limit of 1 call
%VPDN-6-AUTHORFAIL: PPTP PNS angela, AAA authorization failure for Vi1 user tac
AAA/MEMORY: create_user (0x62740E7C) user='tac' ruser='' port='Virtual-Access1'
AAA/MEMORY: free_user (0x62740E7C) user='tac' ruser='' port='Virtual-Access1'
RADIUS: Initial Transmit Virtual-Access1 id 116 10.0.0.1:1645, Access-Request, len 129
RADIUS(00000027): Send Access-Request to 10.99.1.2:1812 id 1645/124, len 60
RADIUS: Received from id 116 10.0.0.1:1645, Access-Accept, len 116
RADIUS: Received from id 116 10.0.0.1:1645, Access-Reject, len 42
RADIUS: Retransmit id 141
RADIUS: Fail-over to (10.99.2.2:1812,1813) for id 1645/124
Radius: No response from server
%RADIUS-4-RADIUS_DEAD: RADIUS server 10.99.1.2:1812,1813 is not responding.
RADIUS: response-authenticator decrypt fail, pak len 38
RADIUS: Response (124) failed decrypt
RADIUS: Reply from 10.0.0.1 refused: no Message-Authenticator
RADIUS: Reply-Message [18] 7 "later"
Attribute 26 40 0000013710223ACD
RADIUS: MS-MPPE-Send-Key [16] 36 *
AAA/AUTHOR/IPCP: Processing AV mschap_mppe_keys*1p1T11
RADIUS: Framed-Protocol [7] 6 PPP [1]
%VPDN-6-AUTHENERR: PPTP PNS angela cannot locate a AAA server for Vi1 user tac
%VPDN-6-AUTHENFAIL: PPTP PNS angela, AAA authentication failure for Vi1 user tac
IPCP: Cannot satisfy pool request
IPCP: Pool returned 172.16.10.1
IPCP: Install route to 172.16.10.1""".splitlines()
"""One of each row of the table, in its order."""


@pytest.mark.parametrize(("row", "words"), list(zip(TABLE, MESSAGES, strict=True)))
def test_every_row_reads_its_message(row: tuple[str, str, Way, str], words: str) -> None:
    first = next(one for one in TABLE if re.match(one[0], words))
    assert first == row, "a row before it takes it"
    meaning = read(words)
    assert meaning is not None
    assert (meaning.fact, meaning.way) == row[1:3]


def test_what_a_message_names_is_kept() -> None:
    meaning = read('MS-CHAP: I RESPONSE id 20 len 57 from "tac"')
    assert meaning is not None
    assert meaning.values == {"method": "MS-CHAP", "user": "tac"}


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ("RADIUS: Received from id 116 10.200.20.245:1645, Access-Acc", "RADIUS accepts"),
        ('MS-CHAP: O FAILURE id 21 len 13 msg is "E=69', "failure"),
        ("LCP: I TERMREQ [Open] id 7 len 16 (0x7912", "LCP I TERMREQ"),
    ],
)
def test_a_cut_message_is_known_by_its_beginning(words: str, fact: str) -> None:
    meaning = read(words)
    assert meaning is not None
    assert meaning.fact == fact


@pytest.mark.parametrize("words", ["", "angela#show vpdn", "!!!!!", "OSPF: hello", "LCP:", "{0}"])
def test_what_is_not_known_means_nothing(words: str) -> None:
    assert read(words) is None
