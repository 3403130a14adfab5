"""A page keeps what is not measured anew."""

from __future__ import annotations

from bench import page

OLD = "# Title\n\nHead.\n\n## One\n\nFirst.\n\n| a |\n|---|\n\n## Two\n\nSecond.\n"


def test_a_page_is_read_by_its_titles() -> None:
    assert page.sections(OLD) == {"One": "First.\n\n| a |\n|---|", "Two": "Second."}
    assert page.sections("# Title\n") == {}


def test_what_is_measured_anew_takes_its_place_and_the_rest_stays() -> None:
    texts = page.sections(OLD) | {"Two": "New."}
    written = page.compose("# Other", ("Two", "One", "Three"), texts)
    assert written == "# Other\n\n## Two\n\nNew.\n\n## One\n\nFirst.\n\n| a |\n|---|\n"


def test_a_section_that_is_no_longer_measured_goes() -> None:
    assert "One" not in page.compose("# Other", ("Two",), page.sections(OLD))
