"""Whatever octets come, a decoder returns a value or raises DecodeError, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire import samples
from vpdn.errors import DecodeError
from vpdn.wire import ip
from vpdn.wire.pptp_stream import Splitter


def survives(decode: samples.Decoder, octets: bytes) -> None:
    offset = 0
    try:
        decode(octets)
    except DecodeError as error:
        offset = error.offset
    assert 0 <= offset <= len(octets)


@pytest.mark.parametrize("name", samples.DECODERS)
@given(octets=st.binary(max_size=300))
def test_any_octets_decode_or_raise_a_decode_error(name: str, octets: bytes) -> None:
    survives(samples.DECODERS[name], octets)


@pytest.mark.parametrize("name", samples.CODECS)
@given(data=st.data())
def test_a_damaged_packet_decodes_or_raises_a_decode_error(name: str, data: st.DataObject) -> None:
    """Closer to the real thing than noise: one octet changed, or the end cut off."""
    strategy, decode = samples.CODECS[name]
    octets = bytearray(data.draw(strategy).encode())
    if octets:
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(samples.U8)
    survives(decode, bytes(octets[: data.draw(st.integers(0, len(octets)))]))


@given(packet=st.binary(max_size=120), mss=st.integers(0, 65535))
def test_the_mss_clamp_takes_any_octets(packet: bytes, mss: int) -> None:
    assert len(ip.clamp_mss(packet, mss)) == len(packet)


@given(pieces=st.lists(st.binary(max_size=40), max_size=20))
def test_the_splitter_takes_any_octets(pieces: list[bytes]) -> None:
    splitter = Splitter()
    for piece in pieces:
        survives(splitter.feed, piece)
