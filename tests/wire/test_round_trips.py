"""What is encoded is decoded to the same value: every class of `vpdn.wire`."""

from __future__ import annotations

import dataclasses
import inspect
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire import samples
from vpdn.wire import ccp, ipcp, ipv6cp, lcp


@pytest.mark.parametrize("name", samples.CODECS)
@given(data=st.data())
def test_decoding_what_was_encoded_gives_the_same_value(name: str, data: st.DataObject) -> None:
    strategy, decode = samples.CODECS[name]
    value = data.draw(strategy)
    assert decode(value.encode()) == value


@pytest.mark.parametrize(
    ("module", "samples_of"),
    [
        (lcp, samples.LCP_OPTIONS),
        (ccp, samples.CCP_OPTIONS),
        (ipcp, samples.IPCP_OPTIONS),
        (ipv6cp, samples.IPV6CP_OPTIONS),
    ],
)
def test_every_option_of_a_protocol_is_drawn_here_and_known_to_its_decoder(
    module: ModuleType, samples_of: dict[type, object]
) -> None:
    options = {
        cls
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if cls.__module__ == module.__name__ and dataclasses.is_dataclass(cls)
        if isinstance(getattr(cls, "type", None), int)
    }
    assert options == set(samples_of)
    assert {getattr(cls, "type", None) for cls in options} == set(module.OPTIONS)


def test_all_fifteen_pptp_messages_are_drawn_here() -> None:
    assert sorted(cls.TYPE for cls in samples.PPTP_MESSAGES) == list(range(1, 16))
