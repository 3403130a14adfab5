from __future__ import annotations

import pytest

from tests.explain.captures import ping
from vpdn.crypto.mppe import Encryptor, Failure
from vpdn.crypto.mppe_keys import MsChapV2Keys, start_keys
from vpdn.explain.capture_keys import Agreement, Ciphers
from vpdn.explain.capture_lane import Arrived
from vpdn.explain.capture_story import Place, Side
from vpdn.wire import ccp, cp

KEYS = MsChapV2Keys(
    send=bytes.fromhex("f4a91354e1957d8ff2fb619f2e194a5a"),
    receive=bytes.fromhex("01118ae7c6d7a768ceeddc8d484ceaf9"),
)
FIRST = bytes.fromhex("9000785f8e51")
"""What of the first datagram of a Windows 2000 client is on record."""


def opened(bits: int, keys: MsChapV2Keys | None = KEYS) -> Ciphers:
    ciphers = Ciphers()
    known = None if keys is None else (keys, Side.SERVER)
    for side in Side:
        option = (ccp.MppeOption(bits),)
        ciphers.take(side, cp.ConfigureRequest(1, option), known)
        ciphers.take(side.other, cp.ConfigureAck(1, option), known)
    return ciphers


def arrived(number: int) -> Arrived:
    return Arrived(Place(number, 0.0), number, b"")


def encryptor(side: Side, bits: int, stateful: bool = False) -> Encryptor:
    send, receive = start_keys(KEYS, bits, authenticator=True)
    return Encryptor(send if side is Side.SERVER else receive, bits, stateful)


def test_the_first_octets_of_a_windows_2000_client_become_an_ip_packet() -> None:
    """The rest of that datagram is not on record: our own key stream gives what they say."""
    clear = b"\x00\x21\x45\x00\x00\x60\x18\x56" + bytes(90)
    made = encryptor(Side.PC, 128).encrypt(clear)
    assert made[:6] == FIRST
    assert opened(0x01000040).decipher(Side.PC, arrived(1), made) == clear


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("option", "bits", "stateful"), [(0x01000020, 40, False), (0x80, 56, True), (0x40, 128, True)]
)
def test_both_directions_of_every_strength(
    side: Side, option: int, bits: int, stateful: bool
) -> None:
    ciphers = opened(option)
    assert ciphers.agreed == dict.fromkeys(Side, Agreement(bits, stateful))
    sender = encryptor(side, bits, stateful)
    for number in range(600):
        clear = b"\x00\x21" + ping(number)
        assert ciphers.decipher(side, arrived(number), sender.encrypt(clear)) == clear


@pytest.mark.parametrize("option", [0x01000040, 0x40])
def test_packets_the_capture_lacks_do_not_stop_it(option: int) -> None:
    ciphers, sender = opened(option), encryptor(Side.PC, 128, option == 0x40)
    read = 0
    for number in range(400):
        made = sender.encrypt(b"\x00\x21" + ping(number))
        if number % 7:
            read += ciphers.decipher(Side.PC, arrived(number), made) is not None
    assert read == 400 - 58


def test_a_renegotiation_begins_the_keys_anew() -> None:
    ciphers = opened(0x01000040)
    clear = b"\x00\x21" + ping()
    for number in range(5):
        ciphers.decipher(Side.PC, arrived(number), encryptor(Side.PC, 128).encrypt(clear))
    keys = KEYS, Side.SERVER
    for side in Side:
        ciphers.take(side, cp.ConfigureRequest(2, (ccp.MppeOption(0x01000020),)), keys)
        ciphers.take(side.other, cp.ConfigureAck(2, (ccp.MppeOption(0x01000020),)), keys)
    made = encryptor(Side.PC, 40).encrypt(clear)
    assert ciphers.decipher(Side.PC, arrived(9), made) == clear


def test_without_keys_nothing_is_deciphered_and_with_others_the_failures_are_counted() -> None:
    made = encryptor(Side.PC, 128).encrypt(b"\x00\x21" + ping())
    assert opened(0x01000040, None).decipher(Side.PC, arrived(1), made) is None
    ciphers = opened(0x01000040, MsChapV2Keys(bytes(16), bytes(16)))
    assert ciphers.decipher(Side.PC, arrived(1), made) is None
    assert ciphers.failed == {Failure.GARBAGE: 1}


def test_other_compression_is_no_agreement() -> None:
    assert opened(0x01).agreed == {}


def test_a_flush_that_was_asked_for_is_followed() -> None:
    ciphers, sender = opened(0x40), encryptor(Side.PC, 128, True)
    ciphers.take(Side.SERVER, cp.ResetRequest(3), None)
    sender.reset()
    clear = b"\x00\x21" + ping()
    assert ciphers.decipher(Side.PC, arrived(1), sender.encrypt(clear)) == clear
    assert ciphers.resets == 1
