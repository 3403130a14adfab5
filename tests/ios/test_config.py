from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


LINES = st.sampled_from(
    [
        "hostname bob",
        "no ip domain-lookup",
        "ip domain-lookup",
        "vpdn enable",
        "no vpdn enable",
        "vpdn session-limit 20",
        "vpdn source-ip 10.0.0.1",
        "async-bootp dns-server 10.0.0.1 10.0.0.2",
        "ip host a 10.0.0.1",
        "ip host b 10.0.0.2",
        "no ip host a",
        "username x password 0 y z",
        "username x privilege 15",
        "username w password 7 104F0D140C19",
        "no username x",
        "username s secret cisco",
        "username x secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/",
        "enable secret cisco",
        "banner motd # Keep out #",
        "banner login ^C\nhostname no\n^C",
        "banner exec #^C#",
        "banner incoming ~\n~",
        "banner motd #",
        "no banner motd",
        "privilege exec level 5 show running-config",
        "privilege exec level 0 show",
        "no privilege exec level 5 show running-config",
        "privilege configure level 7 interface",
        "ip domain-name example.com",
        "ip ssh time-out 60",
        "ip ssh authentication-retries 0",
        "no ip ssh time-out",
        "ip ssh version 2",
        "enable secret level 7 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/",
        "enable password 7 104F0D140C19",
        "enable password 0 7 x",
        "no enable secret",
        "service password-encryption",
        "no service password-encryption",
        "radius-server key 0 7",
        "aaa new-model",
        "aaa authentication ppp default radius local",
        "aaa group server radius G",
        "server 10.0.0.5",
        "server name N",
        "aaa authentication ppp default group G",
        "aaa authentication enable default enable",
        "radius server N",
        "address ipv4 10.0.0.5 auth-port 1812",
        "key secret",
        "ip radius source-interface Loopback0",
        "aaa authentication ppp other group radius none",
        "aaa authorization network default local",
        "service timestamps debug datetime msec show-timezone",
        "no service timestamps log",
        "ip local pool p 10.1.0.1 10.1.0.9",
        "ip local pool p 10.2.0.1",
        "no ip local pool p",
        "ip route 10.0.0.0 255.0.0.0 10.1.1.1 200",
        "ip route 10.0.0.0 255.0.0.0 Ethernet0/0",
        "no ip route 10.0.0.0 255.0.0.0",
        "radius-server host 10.0.0.5 timeout 3 key a b",
        "radius-server host 10.0.0.6 auth-port 1812 message-authenticator require",
        "radius-server timeout 7",
        "no radius-server timeout",
        "radius-server deadtime 4",
        "radius-server key 7 02050D480809",
        "access-list 10 permit any",
        "access-list 10 deny 10.0.0.0 0.255.255.255 log",
        "access-list 10 remark who may",
        "access-list 101 permit tcp any host 10.1.1.80 eq www established",
        "access-list 101 permit udp any gt 1023 any range domain 60",
        "no access-list 10",
        "ip access-list extended OPS",
        "permit icmp any any echo",
        "deny ip any any",
        "ip access-list standard OPS2",
        "permit host 10.0.0.1",
        "ip access-group 101 in",
        "ip access-group OPS out",
        "memory-size iomem 10",
        "logging buffered 8192 errors",
        "no logging console",
        "logging trap",
        "logging 10.0.0.9",
        "no logging on",
        "vpdn-group A",
        "accept-dialin",
        "protocol pptp",
        "virtual-template 2",
        "local name n",
        "pptp tunnel echo 0",
        "pptp flow-control receive-window 5",
        "source-ip 10.0.0.9",
        "terminate-from hostname h",
        "no accept-dialin",
        "vpdn-group B",
        "no vpdn-group A",
        "logging rate-limit all 5 except 2",
        "logging buffered 3",
        "no logging buffered",
        "no logging console",
        "logging console 4",
        "logging trap 7",
        "logging source-interface Loopback0",
        "service sequence-numbers",
        "interface Virtual-Template2",
        "ip unnumbered Loopback0",
        "ip address 10.9.0.1 255.255.255.0",
        "no ip address",
        "peer default ip address pool p default",
        "no peer default ip address",
        "peer default ip address 10.9.0.2",
        "keepalive 30 3",
        "no keepalive",
        "keepalive",
        "mtu 1400",
        "ip tcp adjust-mss 1360",
        "ppp encrypt mppe auto required stateful",
        "no ppp encrypt mppe",
        "ppp authentication ms-chap-v2 ms-chap other callin",
        "ppp ipcp dns 10.0.0.1",
        "ppp timeout retry 9",
        "ppp max-configure 3",
        "ppp chap hostname h",
        "interface Loopback0",
        "shutdown",
        "no shutdown",
        "interface Ethernet0/0",
        "half-duplex",
        "line vty 0 4",
        "exec-timeout 5",
        "transport input telnet ssh",
        "no exec-timeout",
        "login local",
        "no login",
        "login authentication l",
        "password 0 7",
        "access-class 10 in",
        "privilege level 15",
        "logging synchronous",
        "length 0",
        "history size 20",
        "exit",
        "end",
        "controller E1 2/0",
    ]
)


@given(st.lists(LINES, max_size=40))
def test_what_is_rendered_loads_as_the_same(lines: list[str]) -> None:
    first = load("\n".join(lines)).running
    again = load(first.text())
    assert again.problems == ()
    assert again.config == first.config
    assert again.running.text() == first.text()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_loads_or_is_told_about(text: str) -> None:
    result = load(text, "f")
    assert load(result.running.text()).problems == ()


def test_a_configuration_of_2000_lines_loads_in_under_two_seconds() -> None:
    users = [f"username user{n} password 0 secret{n}" for n in range(1000)]
    routes = [f"ip route 10.{n // 250}.{n % 250}.0 255.255.255.0 10.1.1.1" for n in range(1000)]
    begun = perf_counter()
    result = loaded("\n".join(users + routes))
    assert perf_counter() - begun < 2
    assert len(result.config.users) == len(result.config.routes) == 1000
    begun = perf_counter()
    result.running.text()
    assert perf_counter() - begun < 0.2
