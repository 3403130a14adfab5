from __future__ import annotations

import pytest

from vpdn.errors import MisuseError
from vpdn.ios.modes import Mode
from vpdn.ios.setting import Setting, accepted, leaving, setting


def mode() -> Mode[Setting]:
    return Mode("(test)#", "Test commands:")


def test_the_parameters_of_the_function_are_the_names_of_the_pattern() -> None:
    with pytest.raises(MisuseError, match="names"):

        @setting(mode(), "mtu (1-9)$octets", "mtu  x\noctets  y")
        def mtu(value: int, size: int) -> int:
            return size


def test_a_key_is_among_the_names() -> None:
    with pytest.raises(MisuseError, match="key"):
        accepted(mode(), "mtu (1-9)$octets", "no reason", "mtu  x\noctets  y", key=("size",))


def test_a_declaration_joins_its_mode() -> None:
    where = mode()

    @setting(where, "[no] mtu / (1-9)$octets", "mtu  x\noctets  y", default="mtu 1")
    def mtu(value: int, octets: int = 1, no: bool = False) -> int:
        return octets

    [declaration] = where.declarations
    assert declaration.target is mtu
    assert (mtu.slot, mtu.takes_no, mtu.defaults) == ("mtu", True, {"octets": 1, "no": False})


def test_leaving_is_no_setting() -> None:
    where = mode()
    leaving(where, "exit", "Leave")
    assert where.declarations[0].target.leave == "exit"
