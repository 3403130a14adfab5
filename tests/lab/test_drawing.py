from __future__ import annotations

from vpdn.lab.drawing import opening_comment


def test_the_drawing_is_the_comment_a_file_opens_with() -> None:
    text = "# A ── B\n#\n#   below  \n\n# not this\n[nodes.a]\n"
    assert opening_comment(text) == "A ── B\n\n  below"


def test_a_file_without_one_has_none() -> None:
    assert opening_comment("[nodes.a]\n# A\n") == ""
    assert opening_comment("") == ""
