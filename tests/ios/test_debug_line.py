from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vpdn.ios.debug_line import long_name, short_name, text
from vpdn.nas.events import Event
from vpdn.nas.trace import VaccessRequested


def test_names_of_the_interface_an_event_is_about() -> None:
    event = Event(0.0, VaccessRequested(), interface=12)
    assert (short_name(event), long_name(event)) == ("Vi12 ", "Virtual-Access12")


def test_an_event_about_no_interface_has_no_name_in_front() -> None:
    assert short_name(Event(0.0, VaccessRequested())) == ""


@given(st.binary())
def test_a_name_from_the_wire_cannot_move_the_cursor(octets: bytes) -> None:
    assert text(octets).isprintable()


def test_padding_shows_as_blanks() -> None:
    assert text(b"angela\0\0") == "angela  "
