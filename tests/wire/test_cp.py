"""The packet format of the control protocols: RFC 1661 section 5."""

from __future__ import annotations

import pytest

from vpdn.errors import DecodeError, MisuseError
from vpdn.wire import cp
from vpdn.wire.lcp import MagicNumber, Mru

OPTIONS: dict[int, cp.OptionDecoder] = {1: Mru.parse, 5: MagicNumber.parse}


def decode(octets: str) -> cp.Packet:
    return cp.decode(bytes.fromhex(octets), OPTIONS)


@pytest.mark.parametrize(
    ("octets", "packet"),
    [
        ("01 07 000e 0104 05dc 0506 3050eb1f",
         cp.ConfigureRequest(7, (Mru(1500), MagicNumber(0x3050EB1F)))),
        ("02 00 0004", cp.ConfigureAck(0)),
        ("03 ff 0008 0104 0578", cp.ConfigureNak(255, (Mru(1400),))),
        ("04 01 0006 2a02", cp.ConfigureReject(1, (cp.RawOption(42),))),
        ("05 02 0006 6869", cp.TerminateRequest(2, b"hi")),
        ("06 02 0004", cp.TerminateAck(2)),
        ("07 03 0008 63010004", cp.CodeReject(3, bytes.fromhex("63010004"))),
        ("63 09 0005 aa", cp.UnknownCode(0x63, 9, b"\xaa")),
        ("0e 01 0004", cp.UnknownCode(14, 1)),
    ],
)  # fmt: skip
def test_each_code_is_its_own_class(octets: str, packet: cp.Packet) -> None:
    assert decode(octets) == packet
    assert packet.encode() == bytes.fromhex(octets)
    assert (packet.code, packet.identifier) == tuple(bytes.fromhex(octets)[:2])


def test_octets_after_length_are_padding() -> None:
    assert decode("06 02 0004 000000") == cp.TerminateAck(2)
    assert decode("01 01 0008 0104 05dc 0506") == cp.ConfigureRequest(1, (Mru(1500),))


def test_options_keep_their_order_and_may_repeat() -> None:
    octets = "01 01 0010 0104 05dc 2a02 0104 05dc 2a02"
    expected = (Mru(1500), cp.RawOption(42), Mru(1500), cp.RawOption(42))
    assert decode(octets) == cp.ConfigureRequest(1, expected)


@pytest.mark.parametrize("value", ["0103 05", "0105 05dc00", "0102", "0504 3050"])
def test_an_option_of_the_wrong_length_stays_raw_and_keeps_its_octets(value: str) -> None:
    octets = bytes.fromhex(value)
    packet = cp.decode(cp.packet(1, 1, octets), OPTIONS)
    assert packet == cp.ConfigureRequest(1, (cp.RawOption(octets[0], octets[2:]),))
    assert packet.encode()[4:] == octets


@pytest.mark.parametrize(
    ("octets", "offset"),
    [
        ("", 0),
        ("01 07 00", 2),
        ("01 07 0003", 2),
        ("01 07 0005", 2),
        ("01 07 0006 0100", 5),
        ("01 07 0006 0101", 5),
        ("01 07 0005 01", 5),
        ("01 07 0007 0104 05", 6),
        ("01 07 000a 0104 05dc 0506", 10),
    ],
)
def test_what_does_not_fit_is_refused_where_it_goes_wrong(octets: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(octets)
    assert caught.value.offset == offset


def test_an_option_that_cannot_be_counted_is_misuse() -> None:
    assert len(cp.RawOption(1, bytes(253)).encode()) == 255
    with pytest.raises(MisuseError):
        cp.RawOption(1, bytes(254)).encode()
