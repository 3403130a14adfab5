"""Files of settings, and those that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from vpdn import toml_file
from vpdn.errors import ConfigError


def test_keys_and_text_are_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("[a]\nb = 1\n")
    assert toml_file.read(path) == ({"a": {"b": 1}}, "[a]\nb = 1\n")


@pytest.mark.parametrize(
    ("octets", "says"),
    [
        (None, ": No such file or directory"),
        (b"[a]\xff", ": not UTF-8 text (at octet 3)"),
        (b"a = 1\nb =", ": Invalid value (at end of document)"),
        (b"a = 1\na = 2\n", ": Cannot overwrite a value (at line 2, column 6)"),
    ],
)
def test_one_that_cannot_be_read_is_named_with_the_place(
    tmp_path: Path, octets: bytes | None, says: str
) -> None:
    path = tmp_path / "a.toml"
    if octets is not None:
        path.write_bytes(octets)
    with pytest.raises(ConfigError) as caught:
        toml_file.read(path)
    assert str(caught.value) == f"{path}{says}"
