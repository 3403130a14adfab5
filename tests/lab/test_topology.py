from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from vpdn.errors import ConfigError
from vpdn.lab.expectation import Expectation
from vpdn.lab.topology import LABS, find, load, names
from vpdn.net.faults import FaultSettings, Lost

SMALL = """\
# a ── b
title = "two"
[nodes.a]
interfaces.eth0 = ["10.0.0.1/24"]
[nodes.b]
interfaces.eth0 = ["10.0.0.2/24"]
[lans.l]
ports = ["a.eth0", "b.eth0"]
[console]
prompt = "b#"
run = ["console"]
"""


def written(directory: Path, text: str) -> Path:
    path = directory / "lab.toml"
    path.write_text(text)
    return path


def test_the_documents_lab_is_the_documents_network() -> None:
    lab = load(find("document"))
    assert lab.nodes["pc"].interfaces == {"modem": (IPv4Interface("192.168.1.47/24"),)}
    assert lab.nodes["pc"].routes == {IPv4Network("0.0.0.0/0"): IPv4Address("192.168.1.2")}
    assert IPv4Interface("10.200.20.250/24") in lab.nodes["gateway"].interfaces["eth0"]
    assert lab.nodes["ias"].interfaces["eth0"] == (IPv4Interface("10.200.20.245/24"),)
    assert lab.lans["lan"].ports == ("gateway.eth0", "angela.eth0", "ias.eth0")
    first_request = (Lost("lcp-configure-request", 1),)
    assert lab.lines["modem"].there == FaultSettings(delay=0.15, lose=first_request)
    assert lab.lines["modem"].back == FaultSettings(delay=0.15)
    assert [part.node for part in lab.parts] == ["ias", "angela", "pc"]


@pytest.mark.parametrize("name", names())
def test_every_lab_opens_with_a_drawing_of_every_address_in_it(name: str) -> None:
    lab = load(find(name))
    for node in lab.nodes.values():
        for addresses in node.interfaces.values():
            for address in addresses:
                host = str(address.ip).rpartition(".")[2]
                assert str(address.ip) in lab.drawing or f".{host}" in lab.drawing


@pytest.mark.parametrize("name", names())
def test_every_file_a_lab_names_is_beside_it(name: str) -> None:
    lab = load(find(name))
    named = {word for part in lab.parts for word in part.run if word.endswith((".cfg", ".toml"))}
    assert {word for word in named if not (lab.directory / word).is_file()} == set()


def test_files_that_are_no_labs_are_not_listed() -> None:
    assert "document" in names()
    assert not {"angela", "ias"} & set(names())


def test_a_lab_may_be_a_file_of_ones_own(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL)
    lab = load(find(str(path)))
    assert (lab.drawing, lab.directory) == ("a ── b", tmp_path)


def test_faults_of_a_line_are_read(tmp_path: Path) -> None:
    line = """\
[lines.m]
near = "a.m"
far = "b.m"
there = { loss = 0.05, only = "gre", lose = [{ match = "lcp-configure-request" }] }
"""
    text = SMALL.replace("interfaces.eth0", "interfaces.m = []\ninterfaces.eth0") + line
    lab = load(written(tmp_path, text))
    expected = FaultSettings(loss=0.05, only="gre", lose=(Lost("lcp-configure-request", 1),))
    assert lab.lines["m"].there == expected


def test_a_lab_says_what_differs_from_its_base(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(SMALL + '[files]\n"r.cfg" = "a\\nb\\n"\n')
    text = """\
# its own drawing
base = "base"
title = "other"
[changes."r.cfg"]
b = "c"
[expect.lines]
B = ["c"]
[explanation]
cause = "b became c"
cure = "write b"
"""
    lab = load(written(tmp_path, text))
    assert (lab.title, lab.drawing) == ("other", "its own drawing")
    assert lab.files == {"r.cfg": "a\nc\n"}
    assert lab.nodes.keys() == {"a", "b"}
    assert lab.expect == Expectation({"B": ("c",)})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('base = "small"\n[changes."r.cfg"]\nx = ""', r"r\.cfg: No such file"),
        ('base = "none"', "none.toml: No such file"),
        ('base = "small"\n[files]\nr = "a"\n[changes.r]\nx = ""', "r has no line 'x'"),
        ('base = "small"\n[changes]\nr = 1', r"changes\.r: "),
        ('base = "small"\n[[steps]]\nsay = "cut"\nline = "m"', "there is no line m"),
        ('base = "small"\n[expect]\nlines.B = 1', r"expect\.lines\.B: "),
    ],
)
def test_an_overlay_that_does_not_fit_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "small.toml").write_text(SMALL)
    with pytest.raises(ConfigError, match=complaint) as refusal:
        load(written(tmp_path, text))
    assert refusal.value.reason.startswith(f"{tmp_path}/")


def test_an_unknown_lab_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"there is no lab nonesuch: .*document"):
        find("nonesuch")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('title = "two"', "", "title: Field required"),
        ('title = "two"', 'title = "two', "line 2"),
        ("10.0.0.1/24", "10.0.0.1000", r"nodes\.a\.interfaces\.eth0\.0: "),
        ("ports =", "prots =", r"lans\.l\."),
        ("[lans.l]", "[lans.l]\nspeed = 10", r"lans\.l\.speed: "),
        ("[console]", "[konsole]", "console: Field required"),
        ('"b.eth0"', '"c.eth0"', "there is no node c"),
        ('"b.eth0"', '"b.eth1"', "node b has no interface eth1"),
        ('"b.eth0"', '"a.eth0"', r"a\.eth0 is plugged in twice"),
        ("eth0", "a-name-too-long-for-it", "a-name-too-long-for-it is not a device name"),
        (
            "[console]",
            '[[parts]]\nname = "p"\nnode = "x"\nrun = []\nready = "tcp 1"\n[console]',
            "part p: there is no node x",
        ),
        (
            "[console]",
            '[[parts]]\nname = "p"\nnode = "a"\nrun = []\nready = "soon"\n[console]',
            r"parts\.0\.ready: ",
        ),
        (
            "[console]",
            '[[parts]]\nname = "p"\nnode = "a"\nprogram="sh"\nrun = []\nready = "tcp 1"\n[console]',
            r"parts\.0\.program: ",
        ),
        (
            "[console]",
            '[lines.m]\nnear = "a.m"\nfar = "b.m"\nthere.los = 1\n[console]',
            r"lines\.m\.there\.los: Unexpected keyword",
        ),
        (
            "[console]",
            '[lines.m]\nnear = "a.m"\nfar = "b.m"\nthere.only = "avian"\n[console]',
            "no packets are called avian",
        ),
    ],
)
def test_what_cannot_be_built_is_refused_by_file_and_key(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    text = SMALL.replace(old, new)
    if "lines.m" in new:
        text = text.replace("interfaces.eth0", "interfaces.m = []\ninterfaces.eth0")
    with pytest.raises(ConfigError, match=complaint) as refusal:
        load(written(tmp_path, text))
    assert refusal.value.reason.startswith(f"{tmp_path / 'lab.toml'}: ")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"{tmp_path}: Is a directory"):
        load(tmp_path)


def test_the_labs_at_the_root_are_the_ones_that_are_shipped() -> None:
    root = Path(__file__).parents[2] / "labs"
    assert root.resolve() == LABS.resolve()
