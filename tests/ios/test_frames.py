from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import DecodeError
from vpdn.ios.frames import decode, encode


@given(st.dictionaries(st.text(), st.text(st.characters(codec="utf-8")) | st.booleans()))
def test_frames_come_back_as_one_line(frame: dict[str, str | bool]) -> None:
    octets = encode(frame)
    assert octets.count(b"\n") == 1
    assert decode(octets) == frame


@pytest.mark.parametrize(
    "octets", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 60_000, b'{"a":' * 20_000]
)
def test_what_is_no_frame_is_refused(octets: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(octets)


def test_what_cannot_be_printed_is_replaced() -> None:
    assert decode(encode({"out": "caf\udce9"})) == {"out": "caf?"}
    assert decode(b'{"line": "caf\\ud800"}') == {"line": "caf?"}


def test_values_of_other_kinds_are_left_out() -> None:
    assert decode(b'{"line": 7, "interrupt": true}') == {"interrupt": True}
