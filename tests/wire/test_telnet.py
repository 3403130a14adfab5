"""RFC 854's examples, any cut of the stream, and whatever else somebody sends."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.wire.telnet import (
    LONGEST,
    Command,
    Element,
    Negotiation,
    Option,
    Said,
    Splitter,
    Subnegotiation,
    Text,
    Verb,
    window_size,
)

NOISE = st.lists(
    st.one_of(
        st.just(b"\xff"), st.sampled_from([bytes((n,)) for n in range(236, 256)]), st.binary()
    )
).map(b"".join)
"""Mostly commands, whole and broken."""


def split(*pieces: bytes) -> list[Element]:
    splitter = Splitter()
    return [element for piece in pieces for element in splitter.feed(piece)]


def joined(elements: list[Element]) -> list[Element]:
    """Text that came in pieces as one."""
    whole: list[Element] = []
    for one in elements:
        if isinstance(one, Text) and whole and isinstance(whole[-1], Text):
            whole[-1] = Text(whole[-1].octets + one.octets)
        else:
            whole.append(one)
    return whole


@pytest.mark.parametrize(
    ("octets", "elements"),
    [
        ("", []),
        ("68 69 0d 0a", [Text(b"hi\r\n")]),
        ("61 ff ff 62", [Text(b"a\xffb")]),
        ("ff f4", [Said(Command.INTERRUPT_PROCESS)]),
        ("61 ff f6 62", [Text(b"a"), Said(Command.ARE_YOU_THERE), Text(b"b")]),
        ("ff f1 ff f2 ff f3", [Said(Command.NOP), Said(Command.DATA_MARK), Said(Command.BREAK)]),
        ("ff fb 1f", [Negotiation(Verb.WILL, Option.WINDOW_SIZE)]),
        ("ff fc 01", [Negotiation(Verb.WONT, Option.ECHO)]),
        ("ff fd 03", [Negotiation(Verb.DO, Option.SUPPRESS_GO_AHEAD)]),
        ("ff fe ff", [Negotiation(Verb.DONT, 255)]),
        ("ff fa 1f 00 50 00 40 ff f0", [Subnegotiation(31, b"\0\x50\0\x40")]),
        ("ff fa 18 ff f0", [Subnegotiation(24, b"")]),
    ],
)
def test_the_protocols_vectors(octets: str, elements: list[Element]) -> None:
    """RFC 854 "Telnet command structure", RFC 855 and the window of RFC 1073."""
    assert split(bytes.fromhex(octets)) == elements


def test_255_is_doubled_inside_a_subnegotiation_too() -> None:
    """RFC 1073: a window of 255 columns."""
    assert split(bytes.fromhex("ff fa 1f 00 ff ff 00 18 ff f0")) == [
        Subnegotiation(31, b"\0\xff\0\x18")
    ]


@pytest.mark.parametrize(
    "passed_over",
    ["ff 00", "ff 80", "ff f0", "ff ef", "ff fa ff f0", "ff fa 1f 00 ff f1", "ff fa ff fb"],
)
def test_what_is_no_command_is_passed_over_and_text_goes_on(passed_over: str) -> None:
    octets = b"a" + bytes.fromhex(passed_over) + b"b"
    assert split(octets) == [Text(b"ab")]


@pytest.mark.parametrize("verb", Verb)
def test_what_we_negotiate_is_read_as_such(verb: Verb) -> None:
    said = Negotiation(verb, Option.ECHO)
    assert said.encode() == bytes((255, verb, 1))
    assert split(said.encode()) == [said]


def test_text_with_255_doubled_comes_back_as_it_was() -> None:
    every = bytes(range(256))
    assert split(every.replace(b"\xff", b"\xff\xff")) == [Text(every)]


@given(NOISE, st.lists(st.integers(0, 300)))
def test_any_cut_of_the_stream_says_the_same(stream: bytes, cuts: list[int]) -> None:
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:end] for start, end in itertools.pairwise(edges)]
    assert joined(split(*pieces)) == split(stream)
    assert joined(split(*(bytes((octet,)) for octet in stream))) == split(stream)


@given(NOISE)
def test_no_octets_are_too_hostile(octets: bytes) -> None:
    """Elements alternate with text, and no more text comes out than went in."""
    found = split(octets)
    text = [one for one in found if isinstance(one, Text)]
    assert joined(found) == found
    assert all(one.octets for one in text)
    assert sum(len(one.octets) for one in text) <= len(octets)


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 100_000])
def test_of_a_subnegotiation_no_more_is_kept_than_any_needs(length: int) -> None:
    splitter = Splitter()
    assert splitter.feed(b"\xff\xfa\x1f" + b"x" * length) == []
    assert len(splitter._inside) <= LONGEST + 1
    assert splitter.feed(b"\xff\xf0y") == [
        Subnegotiation(31, b"x" * min(length, LONGEST)),
        Text(b"y"),
    ]


def test_a_subnegotiation_knows_nothing_of_the_one_before() -> None:
    first, second = b"\xff\xfa\x1fabcd\xff\xf0", b"\xff\xfa\x18e\xff\xf0"
    broken = b"\xff\xfa\x1fabc\xff\xf1"
    assert split(first + second) == [Subnegotiation(31, b"abcd"), Subnegotiation(24, b"e")]
    assert split(broken + second) == [Subnegotiation(24, b"e")]


@pytest.mark.parametrize(
    ("octets", "size"),
    [
        ("0050 0018", (24, 80)),
        ("00ff 00ff", (255, 255)),
        ("ffff ffff", (65535, 65535)),
        ("0000 0018", None),
        ("0050 0000", None),
        ("", None),
        ("0050 00", None),
        ("0050 0018 00", None),
    ],
)
def test_the_window_is_told_columns_first(octets: str, size: tuple[int, int] | None) -> None:
    """RFC 1073: zero is unknown."""
    assert window_size(bytes.fromhex(octets)) == size
