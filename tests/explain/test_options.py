from __future__ import annotations

import pytest

from vpdn.explain.options import read, strengths


def test_an_option_is_a_fact_of_its_packet() -> None:
    option = read("LCP: AuthProto MS-CHAP (0x0305C22380)")
    assert option is not None
    assert option.facts("LCP O CONFREQ") == [
        "LCP O CONFREQ AuthProto",
        "LCP O CONFREQ AuthProto MS-CHAP",
    ]
    assert option.label == "MS-CHAP"


def test_strengths_are_whose_packet_it_is() -> None:
    option = read("CCP: MS-PPC supported bits 0x010000B1 (0x1206010000B1)")
    assert option is not None
    assert option.label == "40/56"
    assert option.facts("CCP I CONFREQ")[2:] == ["PC wants 40", "PC wants 56"]
    assert option.facts("CCP O CONFNAK")[2:] == ["router wants 40", "router wants 56"]
    assert option.facts("CCP O CONFREJ")[2:] == []


def test_an_option_without_a_value_has_its_name() -> None:
    option = read("LCP: PFC (0x0702)")
    assert option is not None
    assert (option.value, option.label) == ("", "PFC")


@pytest.mark.parametrize("bits", ["", "0x0100", "0x0100002", "nonsense"])
def test_bits_that_were_cut_are_no_strength(bits: str) -> None:
    assert strengths(bits) == []


@pytest.mark.parametrize("words", ["", "LCP: State is Open", "Attribute 4 6 0AC81402"])
def test_other_lines_are_no_options(words: str) -> None:
    assert read(words) is None
