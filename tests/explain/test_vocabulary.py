from __future__ import annotations

import pytest

from vpdn.explain.vocabulary import Way, read


@pytest.mark.parametrize(
    ("words", "fact", "way", "label"),
    [
        ("LCP: O CONFREQ [Listen] id 7 len 15", "LCP O CONFREQ", Way.OUT, "LCP CONFREQ"),
        ("LCP: I TERMREQ [Open] id 7 len 16 (0x79127FBE003CCD74000002E6)", "LCP I TERMREQ",
         Way.IN, "LCP TERMREQ says 742"),
        ("LCP: O PROTREJ [Open] id 18 len 16 protocol CCP (0x80FD)", "LCP O PROTREJ CCP", Way.OUT,
         "LCP PROTREJ CCP"),
        ('MS-CHAP: O FAILURE id 21 len 13 msg is "E=691 R=0"', "failure", Way.OUT, "FAILURE 691"),
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
