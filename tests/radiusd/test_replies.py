"""What IAS says, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any
from zlib import adler32

import pytest

from tests.radiusd.support import chap, document, mschap, mschap_v2, pap, policy, tac
from vpdn.aaa.proof import Secret, prove
from vpdn.ppp.outputs import Credentials
from vpdn.radius.mppe import decrypt_mschap_keys, decrypt_mschap_v2_keys
from vpdn.radius.packet import Value
from vpdn.radiusd.judge import Grant
from vpdn.radiusd.reasons import Reason
from vpdn.radiusd.replies import Classes, Sealing, accept_attributes, reject_attributes

SEALING = Sealing(b"cisco", bytes(range(16)), bytes)
CLASS = bytes(30)


def accept(
    given: Credentials, user: dict[str, Any] | None = None, **profile: Any
) -> list[tuple[str, Value]]:
    settings = document(users=[user or tac()], policies=[policy(profile=profile)])
    proof = prove(given, Secret.of("admin"))
    assert proof is not None
    grant = Grant(settings.users[0], settings.policies[0], proof)
    return accept_attributes(grant, given, "NET", CLASS, SEALING)


FRAMED: list[tuple[str, Value]] = [("Framed-Protocol", "PPP"), ("Service-Type", "Framed")]


@pytest.mark.parametrize("given", [pap(), chap()])
def test_pap_and_chap_get_the_profile_and_a_class(given: Credentials) -> None:
    assert accept(given) == [*FRAMED, ("Class", CLASS)]


def test_a_limit_of_ports_comes_with_the_accounts_name() -> None:
    """However the user wrote it: calls are counted by it."""
    limited = {"Framed-Protocol": "PPP", "Port-Limit": 1}
    assert accept(pap(b"NET\\TAC"), attributes=limited) == [
        ("Framed-Protocol", "PPP"),
        ("Port-Limit", 1),
        ("User-Name", "tac"),
        ("Class", CLASS),
    ]
    named = limited | {"User-Name": "everybody"}
    assert [name for name, _ in accept(pap(), attributes=named)].count("User-Name") == 1


def test_mschap_gets_its_keys_and_the_domain_under_its_identifier() -> None:
    given = mschap()
    attributes = accept(given)
    names = [name for name, _ in attributes]
    assert names == [
        "Framed-Protocol",
        "Service-Type",
        "Class",
        "MS-CHAP-MPPE-Keys",
        "MS-CHAP-Domain",
    ]
    values = dict(attributes)
    assert values["MS-CHAP-Domain"] == b"\x14NET"
    hidden = values["MS-CHAP-MPPE-Keys"]
    assert isinstance(hidden, bytes)
    keys = decrypt_mschap_keys(hidden, b"cisco", SEALING.vector, given.challenge)
    assert keys.lm_key == bytes.fromhex("f0d412bd764ffe81")


def test_mschap_v2_gets_two_keys_policy_types_and_the_servers_proof() -> None:
    given = mschap_v2()
    attributes = accept(given)
    assert [name for name, _ in attributes[3:]] == [
        "MS-MPPE-Send-Key",
        "MS-MPPE-Recv-Key",
        "MS-MPPE-Encryption-Policy",
        "MS-MPPE-Encryption-Types",
        "MS-CHAP2-Success",
        "MS-CHAP-Domain",
    ]
    values = dict(attributes)
    proof = prove(given, Secret.of("admin"))
    assert proof is not None
    assert values["MS-CHAP2-Success"] == b"\x15" + proof.message
    send, receive = values["MS-MPPE-Send-Key"], values["MS-MPPE-Recv-Key"]
    assert isinstance(send, bytes)
    assert isinstance(receive, bytes)
    assert decrypt_mschap_v2_keys(send, receive, b"cisco", SEALING.vector) == proof.keys


@pytest.mark.parametrize(
    ("levels", "policy_value", "types"),
    [
        (["none", "basic", "strong", "strongest"], 1, 2 | 4 | 8),
        (["none", "basic"], 1, 2),
        (["basic"], 2, 2),
        (["strong"], 2, 8),
        (["strongest"], 2, 4),
        (["basic", "strongest"], 2, 6),
    ],
)
@pytest.mark.parametrize("given", [mschap(), mschap_v2()])
def test_the_encryption_tab_is_policy_and_types(
    given: Credentials, levels: Sequence[str], policy_value: int, types: int
) -> None:
    values = dict(accept(given, encryption=list(levels)))
    assert values["MS-MPPE-Encryption-Policy"] == policy_value
    assert values["MS-MPPE-Encryption-Types"] == types


def test_without_the_tab_v1_is_told_nothing_and_v2_that_all_is_allowed() -> None:
    assert "MS-MPPE-Encryption-Policy" not in dict(accept(mschap()))
    values = dict(accept(mschap_v2()))
    assert (values["MS-MPPE-Encryption-Policy"], values["MS-MPPE-Encryption-Types"]) == (1, 14)


def test_no_encryption_at_all_gives_no_keys() -> None:
    assert "MS-CHAP-MPPE-Keys" not in dict(accept(mschap(), encryption=["none"]))
    assert "MS-MPPE-Send-Key" not in dict(accept(mschap_v2(), encryption=["none"]))


def test_a_server_without_mppe_gives_no_keys_to_anybody() -> None:
    assert "MS-CHAP-MPPE-Keys" not in dict(accept(mschap(), mppe_keys=False))
    assert "MS-MPPE-Send-Key" not in dict(accept(mschap_v2(), mppe_keys=False))


def test_the_profile_and_the_users_static_address_are_given() -> None:
    attributes = accept(pap(), tac(address="10.0.0.9"), attributes={"Session-Timeout": 3600})
    assert attributes == [
        ("Session-Timeout", 3600),
        ("Framed-IP-Address", IPv4Address("10.0.0.9")),
        ("Class", CLASS),
    ]


def test_a_reject_says_the_error_under_the_identifier_of_the_response() -> None:
    [(name, value)] = reject_attributes(mschap(), Reason.AUTH_FAILURE)
    assert (name, value) == ("MS-CHAP-Error", b"\x14E=691 R=0 V=3")
    assert reject_attributes(mschap_v2(), Reason.ACCOUNT_DISABLED) == [
        ("MS-CHAP-Error", b"\x15E=647 R=0 V=3")
    ]
    assert reject_attributes(mschap_v2(), Reason.PASSWORD_MUST_CHANGE) == [
        ("MS-CHAP-Error", b"\x15E=648 R=1 V=3")
    ]
    assert reject_attributes(pap(), Reason.AUTH_FAILURE) == []
    assert reject_attributes(None, Reason.MALFORMED_REQUEST) == []


def test_a_class_has_30_octets_a_checksum_and_a_number_of_its_own() -> None:
    classes = Classes(IPv4Address("10.200.20.245"), datetime(2001, 3, 7, tzinfo=UTC))
    first, second = classes.next(), classes.next()
    assert (len(first), len(second)) == (30, 30)
    assert first[:4] == adler32(first[4:]).to_bytes(4, "big")
    assert first[4:14] == bytes.fromhex("0000013700010ac814f5")
    assert (first[22:], second[22:]) == ((1).to_bytes(8, "big"), (2).to_bytes(8, "big"))
