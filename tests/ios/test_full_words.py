"""Words of `privilege`, in full."""

from __future__ import annotations

import pytest

from vpdn.ios import commands, configuration
from vpdn.ios.full_words import in_full

KNOWN = commands, configuration


@pytest.mark.parametrize(
    ("family", "words", "whole"),
    [
        ("exec", "show running-config", {"show running-config"}),
        ("exec", "sh run", {"show running-config"}),
        ("exec", "show", {"show"}),
        ("exec", "show vpdn", {"show vpdn"}),
        ("exec", "  ping  ", {"ping"}),
        ("configure", "int", {"interface"}),
        ("interface", "ip addr", {"ip address"}),
        ("exec", "s", set()),
        ("exec", "bogus", set()),
        ("exec", "show bogus", set()),
        ("exec", "", {""}),
        ("line", "ip addr", set()),
    ],
)
def test_words_are_read_as_the_mode_reads_them(family: str, words: str, whole: set[str]) -> None:
    assert set(in_full(family, words)) == whole
