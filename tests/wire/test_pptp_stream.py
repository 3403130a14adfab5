"""The TCP stream of control messages: whole, in pieces, and broken."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.samples import PPTP_MESSAGES
from vpdn.errors import DecodeError
from vpdn.wire import pptp
from vpdn.wire.pptp_stream import LONGEST, Splitter

MESSAGES = st.lists(st.one_of(*PPTP_MESSAGES.values()), max_size=6)
ECHO = pptp.EchoRequest(1).encode()


@given(messages=MESSAGES, cuts=st.lists(st.integers(0, 1500)))
def test_pieces_do_not_change_the_messages(messages: list[pptp.Message], cuts: list[int]) -> None:
    stream = b"".join(message.encode() for message in messages)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    splitter = Splitter()
    found = []
    for start, end in itertools.pairwise(edges):
        found += splitter.feed(stream[start:end])
    assert [pptp.decode(each) for each in found] == messages


@given(messages=MESSAGES)
def test_octet_by_octet_is_the_same_as_whole(messages: list[pptp.Message]) -> None:
    stream = b"".join(message.encode() for message in messages)
    whole, single = Splitter(), Splitter()
    pieces = [each for octet in stream for each in single.feed(bytes((octet,)))]
    assert pieces == whole.feed(stream)


@given(noise=st.binary(min_size=8, max_size=60))
def test_noise_is_refused_octet_by_octet_exactly_when_it_is_refused_whole(noise: bytes) -> None:
    def refused(pieces: list[bytes]) -> bool:
        splitter = Splitter()
        try:
            for piece in pieces:
                splitter.feed(piece)
        except DecodeError:
            return True
        return False

    assert refused([noise]) == refused([noise[i : i + 1] for i in range(len(noise))])


@pytest.mark.parametrize(
    "start",
    ["0010 0001 1a2b3c4e", "000b 0001 1a2b3c4d", f"{LONGEST + 1:04x} 0001 1a2b3c4d"],
    ids=["cookie", "too short", "too long"],
)
def test_a_length_or_cookie_that_cannot_be_is_refused_at_once(start: str) -> None:
    with pytest.raises(DecodeError):
        Splitter().feed(bytes.fromhex(start))


def test_messages_before_the_broken_place_are_given_first() -> None:
    splitter = Splitter()
    assert splitter.feed(ECHO + ECHO + b"nonsense") == [ECHO, ECHO]
    for _ in range(2):
        with pytest.raises(DecodeError):
            splitter.feed(b"")


def test_a_message_of_an_unknown_type_is_cut_out_whole() -> None:
    unknown = ECHO[:8] + b"\x00\x63" + ECHO[10:]
    assert Splitter().feed(unknown + ECHO) == [unknown, ECHO]
