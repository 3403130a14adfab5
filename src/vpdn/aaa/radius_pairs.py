"""Between RADIUS and AAA: credentials as attributes, an answer as `Accept` or `Reject`.

RFC 2865 section 5, RFC 2548. Pairs are named as IOS 12.1 names them. Nothing here is sent.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from ipaddress import IPv4Address

from vpdn.aaa import radius_interface
from vpdn.aaa.radius_account import account_of, most_calls
from vpdn.aaa.types import AV, Accept, Reject
from vpdn.crypto.mppe_keys import KeyMaterial, MsChapKeys
from vpdn.errors import DecodeError
from vpdn.ppp.outputs import (
    ChapCredentials,
    Credentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
    PasswordChange,
)
from vpdn.radius import access
from vpdn.radius.client import Answered
from vpdn.radius.dictionary import Key, key_of, value_name
from vpdn.radius.mppe import (
    EncryptionPolicy,
    EncryptionTypes,
    decrypt_mschap_keys,
    decrypt_mschap_v2_keys,
)
from vpdn.radius.packet import Attributes, Code, Packet

METHOD = "radius"
WINDOWS_98 = 0x04
"""In the flags of a response: a Success with a message (`M=`) is not understood there."""
ACCESS_DENIED = 691
SERVED = (("Service-Type", 2), ("Framed-Protocol", 1))
"""Framed, and PPP."""
KEYS = "mschap_mppe_keys"
HIDDEN_KEYS = AV(KEYS, "<hidden>", mandatory=False)


def credential_attributes(given: Credentials) -> Attributes:
    """The attributes that carry these credentials."""
    match given:
        case PapCredentials():
            return access.pap(given.password)
        case ChapCredentials():
            return access.chap(given.identifier, given.challenge, given.response)
        case MsChapCredentials():
            return access.mschap(
                given.identifier,
                given.challenge,
                given.lm_response,
                given.nt_response,
                given.flags,
            )
        case MsChapV2Credentials():
            return access.mschap_v2(
                given.identifier,
                given.challenge,
                given.peer_challenge,
                given.nt_response,
                given.flags,
            )
        case PasswordChange():
            return _change_attributes(given)


def _change_attributes(change: PasswordChange) -> Attributes:
    given = change.response
    if isinstance(given, MsChapCredentials):
        return access.mschap_change(
            given.identifier,
            given.challenge,
            given.lm_response,
            given.nt_response,
            change.password,
            change.old_hash,
        )
    return access.mschap_v2_change(
        given.identifier,
        given.challenge,
        given.peer_challenge,
        given.nt_response,
        change.password,
        change.old_hash,
    )


def outcome_of(answer: Answered, given: Credentials) -> Accept | Reject:
    """What the server decided. A challenge is a refusal, since PPP here has nothing to show it
    with (RFC 2865 section 4.4); an accept that cannot be used is one too, with its reason."""
    if answer.reply.code != Code.ACCESS_ACCEPT:
        return _reject(answer.reply)
    if isinstance(given, PasswordChange):
        given = given.response
    try:
        _check_service(answer.reply)
        return _accept(answer, given)
    except DecodeError as error:
        return Reject(METHOD, reason=f"unusable Access-Accept: {error.reason}")


def _check_service(reply: Packet) -> None:
    """An accept for another service than framed PPP is a refusal of this one (RFC 2865 section
    5.6): an administrator's login is no leave for a tunnel."""
    for name, served in SERVED:
        value = reply.integer(name)
        if value not in (None, served):
            raise DecodeError(f"{name} {value_name(name, value)} is not served")


def _reject(reply: Packet) -> Reject:
    error = re.search(rb"E=(\d{1,5})", reply.octets("MS-CHAP-Error") or b"")
    return Reject(METHOD, int(error[1]) if error else ACCESS_DENIED)


def _accept(answer: Answered, given: Credentials) -> Accept:
    reply = answer.reply
    keys = _keys(answer, given)
    policy = reply.integer("MS-MPPE-Encryption-Policy")
    types = reply.integer("MS-MPPE-Encryption-Types")
    pool = reply.octets("Framed-Pool")
    accept = Accept(
        METHOD,
        message=_message(reply, given),
        keys=keys,
        unrecognized=_unrecognized(reply),
        address=reply.address("Framed-IP-Address"),
        pool=None if pool is None else _text(pool),
        dns=_addresses(reply, "MS-Primary-DNS-Server", "MS-Secondary-DNS-Server"),
        nbns=_addresses(reply, "MS-Primary-NBNS-Server", "MS-Secondary-NBNS-Server"),
        session_timeout=reply.integer("Session-Timeout"),
        idle_timeout=reply.integer("Idle-Timeout"),
        state_class=reply.values("Class"),
        mppe_required=None if policy is None else policy == EncryptionPolicy.REQUIRED,
        mppe_strengths=None if types is None else EncryptionTypes(types).strengths(),
        account=account_of(reply, given.user),
        max_calls=most_calls(reply),
    )
    lines = radius_interface.interface_lines(reply)
    own = tuple(AV(radius_interface.NAME, line) for line in lines)
    return replace(accept, attributes=(*_pairs(accept), *own))


def _message(reply: Packet, given: Credentials) -> bytes:
    """What the peer is told with Success."""
    if isinstance(given, MsChapV2Credentials):
        proof = reply.octets("MS-CHAP2-Success")
        if proof is None or not proof[1:].startswith(b"S="):
            raise DecodeError("no MS-CHAP2-Success in it")
        return proof[1:].partition(b" M=")[0] if given.flags & WINDOWS_98 else proof[1:]
    if isinstance(given, MsChapCredentials):
        return b""
    return b"".join(reply.values("Reply-Message"))


def _keys(answer: Answered, given: Credentials) -> KeyMaterial | None:
    reply, secret, vector = answer.reply, answer.secret, answer.request_authenticator
    send, receive = reply.octets("MS-MPPE-Send-Key"), reply.octets("MS-MPPE-Recv-Key")
    hidden = reply.octets("MS-CHAP-MPPE-Keys")
    if isinstance(given, MsChapCredentials) and hidden is not None:
        return decrypt_mschap_keys(hidden, secret, vector, given.challenge)
    if isinstance(given, MsChapV2Credentials) and send is not None and receive is not None:
        return decrypt_mschap_v2_keys(send, receive, secret, vector)
    return None


def _pairs(accept: Accept) -> tuple[AV, ...]:
    pairs: list[AV] = []
    if accept.keys is not None:
        pairs.append(_key_pair(accept.keys))
    if accept.address is not None:
        pairs.append(AV("addr", str(accept.address)))
    if accept.pool is not None:
        pairs.append(AV("addr-pool", accept.pool))
    if accept.session_timeout is not None:
        pairs.append(AV("timeout", str(accept.session_timeout)))
    if accept.idle_timeout is not None:
        pairs.append(AV("idletime", str(accept.idle_timeout)))
    if accept.max_calls is not None:
        pairs.append(AV("max-links", str(accept.max_calls)))
    if accept.dns:
        pairs.append(AV("dns-servers", " ".join(map(str, accept.dns))))
    if accept.nbns:
        pairs.append(AV("wins-servers", " ".join(map(str, accept.nbns))))
    return tuple(pairs)


def _key_pair(keys: KeyMaterial) -> AV:
    """MS-CHAPv1's keys as IOS writes them: each octet as `1` and what its low seven bits print
    as. That shows most of the key to whoever may debug authorization; v2's keys, which no IOS
    text is known for, are not shown."""
    if not isinstance(keys, MsChapKeys):
        return HIDDEN_KEYS
    low = (octet & 0x7F for octet in keys.lm_key + keys.nt_key)
    text = "".join("1" + (chr(octet) if 0x20 < octet < 0x7F else "") for octet in low)
    return AV(KEYS, text, mandatory=False)


def _addresses(reply: Packet, *names: str) -> tuple[IPv4Address, ...]:
    found = (reply.address(name) for name in names)
    return tuple(one for one in found if one is not None)


def _unrecognized(reply: Packet) -> tuple[tuple[int, int], ...]:
    strange = [
        key
        for key, value in reply.attributes
        if isinstance(key, tuple) and not _recognized(key, value)
    ]
    return _shared(tuple(strange))


@lru_cache(64)
def _shared(keys: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """The answers of a server are much alike: calls share what is found in them."""
    return keys


def _recognized(key: Key, value: bytes) -> bool:
    if key == key_of(radius_interface.PAIR):
        return radius_interface.is_interface_config(value)
    return key in RECOGNIZED


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


RECOGNIZED: frozenset[Key] = frozenset(
    key_of(name)
    for name in (
        "MS-CHAP-Error",
        "MS-MPPE-Encryption-Policy",
        "MS-MPPE-Encryption-Types",
        "MS-CHAP-MPPE-Keys",
        "MS-MPPE-Send-Key",
        "MS-MPPE-Recv-Key",
        "MS-CHAP2-Success",
        "MS-Primary-DNS-Server",
        "MS-Secondary-DNS-Server",
        "MS-Primary-NBNS-Server",
        "MS-Secondary-NBNS-Server",
        "WISPr-Bandwidth-Max-Up",
        "WISPr-Bandwidth-Max-Down",
    )
)
"""MS-CHAP-Domain is not among them: IOS 12.1 does not know it, and says so."""
