from __future__ import annotations

from io import BytesIO

import pytest

from vpdn.errors import DecodeError
from vpdn.net.records import LARGEST_PACKET, exactly, packet_octets


def test_octets_that_are_not_there_are_told_by_what_they_were_to_be() -> None:
    assert exactly(BytesIO(b"abc"), 2, "x") == b"ab"
    with pytest.raises(DecodeError, match="the file ends in the header"):
        exactly(BytesIO(b"abc"), 4, "the header")


def test_no_packet_is_larger_than_programs_keep() -> None:
    with pytest.raises(DecodeError, match="its size cannot be right"):
        packet_octets(BytesIO(bytes(10)), LARGEST_PACKET + 1)
