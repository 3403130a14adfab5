"""What an error of each kind tells."""

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


def test_a_decode_error_says_what_and_where() -> None:
    error = DecodeError("Length says 3", 2)
    assert (error.reason, error.offset, str(error)) == (
        "Length says 3",
        2,
        "Length says 3 (at octet 2)",
    )


def test_a_config_error_has_the_line_and_the_carets_place() -> None:
    error = ConfigError("Invalid input", line="vpdn enabel", column=5)
    assert (error.reason, error.line, error.column) == ("Invalid input", "vpdn enabel", 5)
    assert str(error) == "Invalid input"


@pytest.mark.parametrize("kind", [PeerError, MisuseError, Unavailable, ConfigError, DecodeError])
def test_all_have_one_root_and_no_kind_is_another(kind: type[VpdnError]) -> None:
    assert kind.__mro__[1] is VpdnError
