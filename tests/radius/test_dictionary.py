"""Names, types and values; adding an attribute is one line."""

from __future__ import annotations

import pytest

from vpdn.radius.dictionary import (
    FILES,
    MICROSOFT,
    attribute_of,
    dictionary,
    key_of,
    value_name,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("User-Name", 1),
        ("Framed-Protocol", 7),
        ("Acct-Status-Type", 40),
        ("NAS-Port-Type", 61),
        ("Tunnel-Type", 64),
        ("Message-Authenticator", 80),
        ("Framed-Pool", 88),
        ("MS-CHAP-Response", (MICROSOFT, 1)),
        ("MS-CHAP-MPPE-Keys", (MICROSOFT, 12)),
        ("MS-CHAP2-Success", (MICROSOFT, 26)),
    ],
)
def test_an_attribute_is_found_by_its_name(name: str, key: int | tuple[int, int]) -> None:
    found = attribute_of(key)
    assert key_of(name) == key
    assert found is not None
    assert found.name == name


def test_what_the_dictionary_does_not_know_has_no_attribute() -> None:
    assert attribute_of(254) is None
    assert attribute_of((9, 250)) is None
    with pytest.raises(KeyError):
        key_of("No-Such-Attribute")


def test_an_integer_has_its_word_or_its_digits() -> None:
    assert value_name("NAS-Port-Type", 5) == "Virtual"
    assert value_name("Acct-Status-Type", 15) == "15"


def test_every_line_of_the_files_is_taken() -> None:
    from importlib.resources import files

    lines = [
        line
        for name in FILES
        for line in files("vpdn.radius").joinpath(name).read_text().splitlines()
        if line.startswith("ATTRIBUTE")
    ]
    assert len(dictionary()) == len(lines)
    assert dictionary().skipped_attributes == set()
