from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import PC, loaded
from vpdn.ios.lines import CONSOLE, Line, Vtys, line_methods, settings_of, vty_numbers
from vpdn.nas.config import RouterConfig
from vpdn.nas.line_settings import LineSettings

ELSEWHERE = IPv4Address("10.9.9.9")


def config(*lines: str) -> RouterConfig:
    return loaded("\n".join(lines)).config


def numbers(vtys: Vtys, told: RouterConfig, count: int, protocol: str = "telnet") -> list[int]:
    """Where so many callers in a row are put, as far as they are let in."""
    lines = [vtys.take(told, protocol, PC) for _ in range(count)]
    return [line.number for line in lines if line is not None]


@pytest.mark.parametrize(
    ("line", "name", "absolute", "port"),
    [
        (CONSOLE, "con 0", 0, "tty0"),
        (Line("aux"), "aux 0", 129, "tty129"),
        (Line("vty"), "vty 0", 130, "tty130"),
        (Line("vty", 4), "vty 4", 134, "tty134"),
        (Line("tty", 33), "tty 33", 33, "tty33"),
    ],
)
def test_lines_are_counted_as_a_3640_does(line: Line, name: str, absolute: int, port: str) -> None:
    assert (str(line), line.absolute, line.port) == (name, absolute, port)
    assert line.is_console == (line is CONSOLE)


def test_a_line_has_the_settings_of_the_range_it_is_in() -> None:
    told = config("line vty 0 2", " length 0", "line vty 3 4", " width 132", "line con 0")
    assert settings_of(told, Line("vty", 2)) == LineSettings("vty", 0, 2, length=0)
    assert settings_of(told, Line("vty", 3)) == LineSettings("vty", 3, 4, width=132)
    assert settings_of(told, CONSOLE) == LineSettings("con", 0, 0)


def test_a_line_that_was_told_nothing_has_the_defaults_of_its_kind() -> None:
    assert settings_of(RouterConfig(), Line("vty", 7)) == LineSettings("vty", 7, 7)
    assert settings_of(config("line vty 0 2"), Line("vty", 3)) == LineSettings("vty", 3, 3)


@pytest.mark.parametrize(
    ("told", "methods"),
    [
        ("", ("line",)),
        (" login", ("line",)),
        (" no login", ("none",)),
        (" login local", ("local",)),
        (" login authentication ops\naaa new-model", ("local",)),
        (
            " login authentication o\naaa new-model\naaa authentication login o radius line",
            ("group radius", "line"),
        ),
        (" login local\naaa new-model\naaa authentication login default enable", ("enable",)),
    ],
)
def test_how_a_caller_is_asked_who_he_is(told: str, methods: tuple[str, ...]) -> None:
    assert line_methods(config("line vty 0 4", told), Line("vty", 3)).methods == methods


@pytest.mark.parametrize(
    ("told", "methods"),
    [
        ("", ("none",)),
        ("aaa new-model", ("none",)),
        ("aaa new-model\naaa authentication login default local", ("local",)),
        ("line con 0\n login", ("line",)),
    ],
)
def test_the_console_asks_only_when_it_was_told_to(told: str, methods: tuple[str, ...]) -> None:
    assert line_methods(config(told), CONSOLE).methods == methods


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), range(5)),
        (("line con 0", "line aux 0"), range(5)),
        (("line vty 0 4",), range(5)),
        (("line vty 0",), range(1)),
        (("line vty 0 4", "line vty 5 15"), range(16)),
        (("line vty 5 7", "line vty 0 4"), range(8)),
        (("line vty 0 4", "line vty 2 6"), range(7)),
    ],
)
def test_which_vtys_there_are_each_of_them_once(lines: tuple[str, ...], expected: range) -> None:
    assert list(vty_numbers(config(*lines))) == list(expected)


def test_callers_get_the_first_free_vty_until_there_is_none() -> None:
    vtys, told = Vtys(), config("line vty 0 2")
    first = vtys.take(told, "telnet", PC)
    assert first == Line("vty", 0, PC, "telnet")
    assert numbers(vtys, told, 5) == [1, 2]
    assert [line.number for line in vtys.taken] == [0, 1, 2]
    vtys.put_back(first)
    assert vtys.take(told, "ssh", ELSEWHERE) == Line("vty", 0, ELSEWHERE, "ssh")
    assert numbers(vtys, told, 1) == []


def test_a_caller_keeps_his_vty_while_there_are_fewer() -> None:
    vtys, few = Vtys(), config("line vty 0")
    assert numbers(vtys, config("line vty 0 4"), 3) == [0, 1, 2]
    assert numbers(vtys, few, 1) == []
    vtys.put_back(Line("vty", 0))
    assert numbers(vtys, few, 2) == [0]


@pytest.mark.parametrize(
    ("transport", "telnet", "ssh"),
    [
        ("all", [0, 1], [0, 1]),
        ("telnet", [0, 1], []),
        ("ssh", [], [0, 1]),
        ("telnet ssh", [0, 1], [0, 1]),
        ("none", [], []),
    ],
)
def test_a_vty_takes_callers_by_the_transport_it_was_told(
    transport: str, telnet: list[int], ssh: list[int]
) -> None:
    told = config("line vty 0 1", f" transport input {transport}")
    assert numbers(Vtys(), told, 2, "telnet") == telnet
    assert numbers(Vtys(), told, 2, "ssh") == ssh


def test_each_transport_finds_the_vtys_that_take_it() -> None:
    told = config("line vty 0 1", " transport input ssh", "line vty 2 3")
    assert numbers(Vtys(), told, 9, "telnet") == [2, 3]
    assert numbers(Vtys(), told, 9, "ssh") == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("rules", "telnet", "ssh"),
    [
        (("access-list 10 permit 192.168.1.0 0.0.0.255",), True, True),
        (("access-list 10 permit 10.0.0.0 0.255.255.255",), False, False),
        (("access-list 10 deny host 192.168.1.47", "access-list 10 permit any"), False, False),
        ((), True, True),
    ],
)
def test_an_access_class_says_from_where(rules: tuple[str, ...], telnet: bool, ssh: bool) -> None:
    """One that does not exist turns nobody away, as in IOS."""
    told = config(*rules, "line vty 0 4", " access-class 10 in")
    assert (Vtys().take(told, "telnet", PC) is not None) is telnet
    assert (Vtys().take(told, "ssh", PC) is not None) is ssh


@pytest.mark.parametrize(
    ("rule", "telnet", "ssh"),
    [
        ("permit tcp host 192.168.1.47 any eq 22", False, True),
        ("permit tcp host 192.168.1.47 any eq telnet", True, False),
        ("permit tcp any any", True, True),
        ("permit ip 192.168.1.0 0.0.0.255 any", True, True),
        ("permit udp any any", False, False),
        ("permit tcp host 10.9.9.9 any", False, False),
    ],
)
def test_an_extended_list_may_tell_telnet_from_ssh(rule: str, telnet: bool, ssh: bool) -> None:
    told = config(f"access-list 101 {rule}", "line vty 0 4", " access-class 101 in")
    assert (Vtys().take(told, "telnet", PC) is not None) is telnet
    assert (Vtys().take(told, "ssh", PC) is not None) is ssh


def test_who_is_turned_away_at_one_vty_may_be_let_in_at_another() -> None:
    told = config(
        "access-list 10 permit host 10.9.9.9",
        "line vty 0 3",
        " access-class 10 in",
        "line vty 4",
    )
    vtys = Vtys()
    assert numbers(vtys, told, 2) == [4]
    assert vtys.take(told, "telnet", ELSEWHERE) == Line("vty", 0, ELSEWHERE, "telnet")
