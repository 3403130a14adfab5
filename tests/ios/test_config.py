from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from operator import sub
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bench.configuration
from tests.ios.support import ANGELA, loaded, refused
from vpdn.aaa.settings import AaaSettings, LocalUser, MethodList
from vpdn.errors import ConfigError
from vpdn.ios.config import RunningConfig, load
from vpdn.ios.editor import Editor
from vpdn.nas.config import (
    Interface,
    LoggingSettings,
    MppeSettings,
    Pool,
    PppSettings,
    RouterConfig,
    StaticRoute,
    TimestampFormat,
    VirtualTemplate,
    VpdnGroup,
)
from vpdn.nas.line_settings import LineSettings
from vpdn.radius.settings import RadiusServer, RadiusSettings

BOTH = ("group radius", "local")
DATETIME = TimestampFormat("datetime", msec=True)

ANGELA_CONFIG = RouterConfig(
    hostname="angela",
    vpdn_enable=True,
    groups={"PPTP_WIN2KClient": VpdnGroup("PPTP_WIN2KClient", "pptp", 1)},
    templates={
        1: VirtualTemplate(
            1,
            unnumbered="Loopback0",
            peer_pool=("default",),
            ppp=PppSettings(authentication=("ms-chap",), mppe=MppeSettings(40)),
        )
    },
    interfaces={
        "Loopback0": Interface("Loopback0", IPv4Interface("172.16.10.100/24")),
        "Ethernet0/0": Interface("Ethernet0/0", IPv4Interface("10.200.20.2/24")),
    },
    pools={
        "default": Pool("default", ((IPv4Address("172.16.10.1"), IPv4Address("172.16.10.10")),))
    },
    routes=(
        StaticRoute(IPv4Network("0.0.0.0/0"), IPv4Address("10.200.20.1")),
        StaticRoute(IPv4Network("192.168.1.0/24"), IPv4Address("10.200.20.250")),
    ),
    users={"tac": LocalUser("tac", "admin")},
    aaa=AaaSettings(
        new_model=True,
        authentication_login={
            "default": MethodList("default", BOTH),
            "console": MethodList("console", ("none",)),
        },
        authentication_ppp={"default": MethodList("default", BOTH)},
        authorization_network={"default": MethodList("default", BOTH)},
    ),
    radius=RadiusSettings((RadiusServer(IPv4Address("10.200.20.245")),), key="cisco"),
    hosts={"rund": IPv4Address("172.17.247.195")},
    lines=(
        LineSettings("con", 0, 0, None, "console", exec_timeout=0, transport_input=("none",)),
        LineSettings("", 33, 50),
        LineSettings("aux", 0, 0),
        LineSettings("vty", 0, 4, exec_timeout=0),
    ),
    logging=LoggingSettings(rate_limit=10, rate_except=3, rate_console=True),
    domain_lookup=False,
    timestamps_debug=DATETIME,
    timestamps_log=DATETIME,
)


def test_the_documents_configuration_means_what_it_says() -> None:
    assert loaded(ANGELA.read_text()).config == ANGELA_CONFIG


def test_the_documents_configuration_as_pasted_from_a_terminal() -> None:
    pasted = (
        "angela#show running-config\nBuilding configuration...\n\n"
        f"Current configuration : 1606 bytes\n{ANGELA.read_text()}\nangela#\n"
    )
    assert loaded(pasted.replace("\n", "\r\n")).config == ANGELA_CONFIG


def test_a_pasted_configuration_session() -> None:
    text = "angela#configure terminal\nangela(config)#hostname bob\nbob(config)#end\nbob#\n"
    assert loaded(text).config.hostname == "bob"


def test_a_bad_line_is_told_with_file_number_and_caret_and_loading_goes_on() -> None:
    text = ANGELA.read_text().replace("ppp encrypt mppe 40", "ppp encrypt mpee 40")
    result = load(text, "angela.cfg")
    [problem] = map(str, result.problems)
    assert problem == (
        "angela.cfg:68: % Invalid input detected at '^' marker.\n"
        " ppp encrypt mpee 40\n"
        "               ^"
    )
    ppp = result.config.templates[1].ppp
    assert (ppp.mppe, ppp.authentication) == (None, ("ms-chap",))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("hostnam", "% Incomplete command."),
        ("radius-server", "% Incomplete command."),
        ("a", '% Ambiguous command:  "a"'),
        ("ip local pool p 10.0.0.9 10.0.0.1", "%Bad IP range, start address greater"),
        ("ip route 10.0.0.1 255.0.0.0 10.1.1.1", "%Inconsistent address and mask"),
        ("radius-server key 7 zz", "Invalid encrypted password: zz"),
    ],
)
def test_other_refusals(line: str, reason: str) -> None:
    [problem] = refused(f"{line}\nhostname bob")
    assert problem.startswith(f"test.cfg:1: {reason}")
    assert problem.splitlines()[1] == line


def test_banners_over_several_lines_are_text_and_the_commands_around_them_are_commands() -> None:
    text = (
        "hostname angela\nbanner motd ^C\n  hostname bob\n\n! Keep out\nBuilding configuration...\n"
        "angela#end\n^C\nbanner exec # Welcome #\nvpdn enable\nbogus\nend\n"
    )
    result = load(text, "test.cfg")
    assert result.config.banners == {
        "motd": "  hostname bob\n\n! Keep out\nBuilding configuration...\nangela#end\n",
        "exec": " Welcome ",
    }
    assert (result.config.hostname, result.config.vpdn_enable) == ("angela", True)
    [problem] = result.problems
    assert (problem.number, problem.line) == (11, "bogus")


def test_a_banner_pasted_after_prompts_and_with_cr_lf() -> None:
    text = "angela(config)#banner motd #\nKeep out\n#\nangela(config)#hostname bob\n"
    config = loaded(text.replace("\n", "\r\n")).config
    assert (config.banners, config.hostname) == ({"motd": "Keep out\n"}, "bob")


def test_a_banner_that_never_ends_is_one_problem_with_file_number_and_reason() -> None:
    text = "hostname angela\n\nbanner login ^C\nKeep out\nvpdn enable\nend\n"
    result = load(text, "angela.cfg")
    [problem] = result.problems
    assert str(problem) == (
        "angela.cfg:3: % The banner is not ended: there is no second '^C'\nbanner login ^C"
    )
    assert (result.config.hostname, result.config.banners) == ("angela", {})


def test_of_a_banner_that_cannot_be_read_only_the_first_line_is_told() -> None:
    [problem] = refused("banner motd##\nbanner  exec  ##\nhostname bob\n")[1:]
    assert problem == "test.cfg:2: % Incomplete command.\nbanner  exec  ##"


def test_what_was_refused_is_not_in_the_running_config() -> None:
    text = "ip local pool p 10.0.0.9 10.0.0.1\nip local pool q 10.0.0.1"
    assert "ip local pool p" not in load(text).running.text()


def test_every_line_without_effect_is_listed_with_its_reason() -> None:
    notes = loaded(ANGELA.read_text()).running.notes()
    listed = {note.line: note.number for note in notes}
    lines = ANGELA.read_text().splitlines()
    for line in (
        "memory-size iomem 30",
        "controller E1 2/0",
        "dial-peer cor custom",
        "half-duplex",
        "call rsvp-sync",
        "modem InOut",
    ):
        assert lines[listed[line] - 1].strip() == line
    assert all(note.reason for note in notes)
    assert not {"vpdn enable", "ppp encrypt mppe 40", "hostname angela"} & listed.keys()


def test_a_running_config_with_a_contradiction_is_not_made() -> None:
    editor = Editor(load("ip local pool p 10.0.0.1 10.0.0.9").running.tree)
    editor.enter("ip local pool q 10.0.0.5")
    with pytest.raises(ConfigError, match="overlaps with pool: p"):
        RunningConfig(editor.tree)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_loads_or_is_told_about(text: str) -> None:
    result = load(text, "f")
    assert load(result.running.text()).problems == ()


def test_a_configuration_of_2000_lines_loads_in_2_s_prints_in_200_ms_and_takes_a_line_in_50() -> (
    None
):
    """Processor time, of the quickest of three: the machine's other work is not ours."""
    figures = [_seconds(bench.configuration.text(2000)) for _ in range(3)]
    for name, most in (("load", 2.0), ("show", 0.2), ("line", 0.05)):
        assert min(one[name] for one in figures) < most, name


def _seconds(text: str) -> dict[str, float]:
    marks = [process_time()]
    running = loaded(text).running
    marks.append(process_time())
    running.text()
    marks.append(process_time())
    editor = Editor(running.tree)
    editor.enter("hostname bob")
    RunningConfig(editor.tree)
    marks.append(process_time())
    return dict(zip(("load", "show", "line"), map(sub, marks[1:], marks), strict=True))


@pytest.mark.parametrize(
    "line",
    [
        "ip local pool p{n} 172.{high}.{low}.1 172.{high}.{low}.200",
        "access-list 101 permit tcp any host 172.{high}.{low}.1 eq www",
        "ip route 172.{high}.{low}.0 255.255.255.0 10.1.1.1",
        "username u{n} privilege 5",
    ],
)
def test_no_line_costs_more_for_those_of_its_kind_before_it(line: str) -> None:
    texts = [line.format(n=n, high=16 + n // 250, low=n % 250) for n in range(2000)]
    begun = process_time()
    load("\n".join(texts[:200]))
    few = process_time() - begun
    load("\n".join(texts))
    assert process_time() - begun - few < 30 * few
