"""What the errors carry for those who catch them."""

from __future__ import annotations

import pytest

from vpdn.errors import (
    ConfigError,
    DecodeError,
    MisuseError,
    PeerError,
    Unavailable,
    VpdnError,
)


def test_bytes_that_do_not_decode_say_where() -> None:
    error = DecodeError("length 3", 7)
    assert (error.reason, error.offset) == ("length 3", 7)
    assert str(error) == "length 3 (at octet 7)"


def test_an_operators_error_carries_the_line_and_the_carets_column() -> None:
    error = ConfigError("% Invalid input", line="vpdn enabel", column=9)
    assert (error.line, error.column, str(error)) == ("vpdn enabel", 9, "% Invalid input")


@pytest.mark.parametrize("kind", [ConfigError, DecodeError, MisuseError, PeerError, Unavailable])
def test_every_error_is_one_of_ours(kind: type[VpdnError]) -> None:
    assert issubclass(kind, VpdnError)
