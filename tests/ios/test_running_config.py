from __future__ import annotations

from tests.ios.support import ANGELA, loaded
from vpdn.ios.running_config import descriptions, framed, inside


def without_remarks(text: str) -> list[str]:
    """The document's own remarks begin with !---; one of them stands for a line of IOS'."""
    remark = "!---Default PPTP VPDN group"
    lines = [
        "! Default PPTP VPDN group" if line.strip() == remark else line
        for line in text.splitlines()
    ]
    return [line for line in lines if not line.strip().startswith("!---")]


def test_the_documents_configuration_comes_back_line_for_line() -> None:
    text = ANGELA.read_text()
    assert loaded(text).running.text().splitlines() == ["!", *without_remarks(text)]


def test_lines_said_in_any_order_come_out_in_ios_order() -> None:
    lines = ANGELA.read_text().splitlines()
    sections: list[list[str]] = []
    for line in lines:
        if line.startswith(" ") and sections:
            sections[-1].append(line)
        elif not line.startswith("!") and line != "end":
            sections.append([line])
    shuffled = sorted(sections, key=lambda section: section[0][::-1])
    assert shuffled != sections
    order = [line for section in shuffled for line in section]
    mixed = loaded("\n".join(order)).running.text()
    assert sorted(mixed.splitlines()) == sorted(
        loaded("\n".join(lines)).running.text().splitlines()
    )
    firsts = [line.split()[0] for line in mixed.splitlines() if line[0] not in " !"]
    assert firsts == [line.split()[0] for line in lines if line[0] not in " !"]


def test_a_group_for_named_peers_has_no_remark() -> None:
    group = "vpdn-group A\n accept-dialin\n  protocol pptp\n terminate-from hostname pc\n"
    assert "Default PPTP" not in loaded(group).running.text()
    assert "Default PPTP" in loaded(group.replace(" terminate-from", " description")).running.text()


def test_every_level_is_indented_by_one_blank() -> None:
    text = loaded("vpdn-group A\naccept-dialin\nprotocol pptp").running.text()
    assert "vpdn-group A\n! Default PPTP VPDN group\n accept-dialin\n  protocol pptp\n" in text


def test_the_lines_inside_a_heading() -> None:
    text = "interface a\n x\n  y\n!\ninterface b\n z\n"
    assert inside(text, "interface a") == [" x", "  y"]
    assert inside(text, "interface b") == [" z"]
    assert inside(text, "interface c") == []


def test_the_descriptions_of_interfaces_and_of_nothing_else() -> None:
    text = (
        "interface Ethernet0/0\n description to the  PC\n!\ninterface Loopback0\n!\n"
        "interface Virtual-Template1\n description callers\n!\nvpdn-group 1\n description x\n!\n"
        "banner motd #\ninterface Loopback0\n description y\n#\n"
    )
    assert descriptions(loaded(text).running.tree) == {
        "Ethernet0/0": "to the  PC",
        "Virtual-Template1": "callers",
    }


def test_a_configuration_is_shown_with_its_size() -> None:
    assert framed("!\nend\n") == (
        "Building configuration...\n\nCurrent configuration : 6 bytes\n!\nend\n\n"
    )


INTERFACES = """\
interface Ethernet0/0
 description the outside
 ip address 10.0.1.1 255.255.255.0 secondary
 ip address 10.0.0.1 255.255.255.0
 ip access-group 101 in
 no ip directed-broadcast
 ip nat outside
 shutdown
 half-duplex
!
interface Virtual-Template1
 description callers
 mtu 1400
 ip unnumbered Loopback0
 ip access-group 101 in
 no ip redirects
 ip mtu 1400
 ip nat inside
 ip tcp adjust-mss 1360
 peer default ip address pool default
 no keepalive
 ppp encrypt mppe 128 required
 ppp authentication ms-chap
 ppp authorization vpn
 ppp accounting vpn
 ppp ipcp dns 10.0.0.53
 ppp timeout idle 600
!"""


def test_lines_of_an_interface_stand_in_ios_order_however_they_were_typed() -> None:
    typed: list[str] = []
    for section in INTERFACES.split("!\n"):
        head, *lines = section.rstrip("!").splitlines()
        typed += [head, *reversed(lines)]
    assert INTERFACES in loaded("\n".join(typed)).running.text()
