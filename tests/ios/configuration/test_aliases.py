from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.configuration.aliases import MOST_ALIASES, also_at, few

EIGHT = tuple(IPv4Address("10.0.0.1") + n for n in range(MOST_ALIASES))


def test_eight_are_few_each_of_them_once() -> None:
    assert few((*EIGHT, *EIGHT)) == EIGHT
    with pytest.raises(ConfigError, match=r"^% A RADIUS server has 8 aliases at most$"):
        few((*EIGHT, IPv4Address("10.0.0.9")))


def test_as_a_running_config_has_them() -> None:
    assert also_at(EIGHT[:2] + EIGHT[:1]) == "alias 10.0.0.1 10.0.0.2"
    assert also_at(()) == ""
