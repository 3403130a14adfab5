"""One line for each decision, which nothing from the wire can forge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vpdn.radius.packet import Attributes, Code, Packet, decode, request
from vpdn.radiusd.log import accounting_line, decision_line, quoted
from vpdn.radiusd.reasons import Reason

SENDER = "client angela (10.200.20.2)"


def asked(attributes: Attributes, code: Code = Code.ACCESS_REQUEST) -> Packet:
    return decode(request(code, 1, bytes(16), b"cisco", attributes))


def test_a_grant_names_user_client_port_method_and_policy() -> None:
    line = decision_line(
        asked([("User-Name", b"tac"), ("NAS-Port", 1)]),
        SENDER,
        "ms-chap",
        "Allow access if dial-in permission is enabled",
        Reason.SUCCESS,
    )
    assert line == (
        "User tac was granted access, client angela (10.200.20.2), port 1, "
        'authentication MS-CHAPv1, policy "Allow access if dial-in permission is enabled", '
        "reason 0: access granted"
    )


def test_a_refusal_before_any_policy_says_so() -> None:
    line = decision_line(asked([]), SENDER, None, None, Reason.MALFORMED_REQUEST)
    assert line == (
        "User (none) was denied access, client angela (10.200.20.2), port unknown, "
        "authentication unknown, policy undetermined, reason 3: the request is malformed"
    )


def test_accounting_names_its_event_and_counters() -> None:
    attributes: Attributes = [
        ("Acct-Status-Type", "Stop"),
        ("User-Name", b"tac"),
        ("Acct-Session-Id", b"0000001D"),
        ("Acct-Session-Time", 60),
        ("Acct-Input-Octets", 3425),
    ]
    assert accounting_line(asked(attributes, Code.ACCOUNTING_REQUEST), SENDER) == (
        "Accounting Stop, user tac, client angela (10.200.20.2), session 0000001D, "
        "Acct-Session-Time 60, Acct-Input-Octets 3425"
    )
    assert accounting_line(asked([]), SENDER).startswith("Accounting without a status, user (none)")


@given(st.binary(max_size=60))
def test_octets_from_the_wire_stay_in_their_field(value: bytes) -> None:
    text = quoted(value)
    assert text.isprintable()
    assert not set(text) & set(',"')
