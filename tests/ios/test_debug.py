from __future__ import annotations

import pytest

from tests.ios.test_debug_transcripts import DOCUMENT, TRANSCRIPTS
from vpdn.errors import ConfigError
from vpdn.ios.debug import ALL, SWITCHES, Debug, DebugFlags, show_debug, switch_for


def test_show_debug_of_the_document() -> None:
    text = (TRANSCRIPTS / "connect.log").read_text()
    listing = text.split("angela#show debug\n")[1].split("\nangela#")[0]
    assert show_debug(DOCUMENT).split() == listing.split()


def test_show_debug_groups_and_indents() -> None:
    enabled = Debug.AAA_AUTHENTICATION | Debug.PPP_NEGOTIATION | Debug.RADIUS
    assert show_debug(enabled) == (
        "General OS:\n"
        "  AAA Authentication debugging is on\n"
        "\n"
        "PPP:\n"
        "  PPP protocol negotiation debugging is on\n"
        "\n"
        "Radius protocol debugging is on"
    )
    assert show_debug(Debug.LOG) == ""


def test_every_flag_but_the_logs_has_a_switch() -> None:
    assert ALL == ~Debug.LOG
    assert len({switch.words for switch in SWITCHES}) == len(SWITCHES)


def test_log_messages_stay_on_when_all_debugs_go_off() -> None:
    flags = DebugFlags()
    told: list[Debug] = []
    flags.changed = lambda: told.append(flags.enabled)
    flags.on(Debug.RADIUS)
    assert flags.enabled == Debug.LOG | Debug.RADIUS
    flags.off(ALL)
    assert flags.enabled == Debug.LOG
    assert told == [Debug.LOG | Debug.RADIUS, Debug.LOG]


def test_a_debug_is_found_by_words_cut_short() -> None:
    assert switch_for("ppp mppe event").flag is Debug.MPPE_EVENTS
    assert switch_for("ppp neg").flag is Debug.PPP_NEGOTIATION


@pytest.mark.parametrize("words", ["", "ppp", "ppp mppe", "foo", "vpdn e"])
def test_words_that_name_no_single_debug_are_refused(words: str) -> None:
    with pytest.raises(ConfigError, match="ppp negotiation"):
        switch_for(words)
