"""The table of error numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vpdn.client import errors
from vpdn.client.errors import TABLE, DialError, lookup

NAMED = {
    name: number for name, number in vars(errors).items() if name.isupper() and name != "TABLE"
}


@pytest.mark.parametrize("number", sorted(TABLE))
def test_every_entry_is_whole_sentences(number: int) -> None:
    entry = TABLE[number]
    assert entry.text.endswith(".")
    assert entry.cure.endswith(".")
    assert not entry.cause.endswith(".")
    assert entry.name == entry.name.upper()


def test_what_a_dial_up_user_can_meet_is_there() -> None:
    met = {619, 691, 646, 647, 648, 649, 718, 720, 721, 734, 741, 742, 778, 800, 806, 807, 809}
    assert met | {919, 930} <= set(TABLE)


@pytest.mark.parametrize("name", [name for name, number in NAMED.items() if number != ()])
def test_every_number_used_has_an_entry_or_is_translated(name: str) -> None:
    number = NAMED[name]
    assert number in TABLE or number == errors.PPP_REMOTE_TERMINATED or name.startswith("_")


def test_every_number_is_explained_to_who_dials() -> None:
    """But 930: that is the server's to find out."""
    table = (
        (Path(__file__).parents[2] / "docs" / "dial.md")
        .read_text()
        .partition("## Errors")[2]
        .partition("\n\nWhat")[0]
    )
    named = {int(word) for word in re.findall(r"\b[6-9]\d\d\b", table)}
    assert set(TABLE) - {930} <= named | {647, 648}


def test_the_documents_words_for_691_and_734() -> None:
    assert str(DialError(691)) == (
        "Error 691: Access was denied because the username and/or password was invalid on the"
        " domain."
    )
    assert str(DialError(734)) == "Error 734: The PPP link control protocol was terminated."


def test_what_was_seen_takes_the_place_of_the_general_cause() -> None:
    general, seen = DialError(809).line, DialError(809, "no answer after 60 s").line
    assert "Cause: TCP port 1723 gave no answer at all" in general
    assert "Cause: no answer after 60 s. Cure: " in seen
    assert seen.count("\n") == 0


def test_a_number_nobody_listed_stays_itself() -> None:
    assert lookup(645).number == 645
    assert str(DialError(645)).startswith("Error 645: ")


def test_only_what_another_attempt_may_change_is_worth_one() -> None:
    assert not any(errors.is_final(number) for number in (619, 676, 718, 800, 806, 807, 809, 930))
    assert all(errors.is_final(number) for number in (646, 647, 648, 649, 691, 742, 756, 919))
