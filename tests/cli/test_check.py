"""`vpdn check`: what it says of good files and bad ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.program import ANGELA, IAS
from tests.net.capabilities import CAP_NET_BIND_SERVICE, without
from vpdn.cli import main
from vpdn.net import carriage, nft
from vpdn.net.tier_notes import RECEIVING, SENDING


def check(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", *options, str(path)])


def test_the_documents_configuration_has_no_errors() -> None:
    done = check(ANGELA)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[-1] == f"{ANGELA}: no errors"
    assert done.stderr == ""


def test_lines_without_effect_are_named_with_their_number_and_reason() -> None:
    lines = check(ANGELA).output.splitlines()
    noted = [line for line in lines if ": no effect: " in line]
    [memory] = [line for line in noted if "memory-size iomem 30" in line]
    number = ANGELA.read_text().splitlines().index("memory-size iomem 30") + 1
    assert memory.startswith(f"{ANGELA}:{number}: no effect: memory-size iomem 30: ")
    assert all(len(line.split(": ", 3)) == 4 for line in noted)


def test_what_is_broken_about_the_protocols_is_said() -> None:
    insecure = [line for line in check(ANGELA).output.splitlines() if ": insecure: " in line]
    assert any("ms-chap does not prove the server's identity" in line for line in insecure)
    assert any("40-bit" in line for line in insecure)


def test_a_line_ios_would_refuse_is_shown_as_ios_shows_it_and_the_rest_is_read(
    tmp_path: Path,
) -> None:
    bad = tmp_path / "bad.cfg"
    bad.write_text("hostname angela\nvpdn enalbe\nvpdn enable\nip local pool x 10.0.0.9 10.0.0.1\n")
    done = check(bad)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == f"{bad}: 2 errors"
    assert "PPTP proves nobody's identity" in done.stdout, "the good line after it counts"
    first, line, caret, second, again = done.stderr.splitlines()
    assert first == f"{bad}:2: % Invalid input detected at '^' marker."
    assert (line, caret) == ("vpdn enalbe", "        ^")
    assert second == f"{bad}:4: %Bad IP range, start address greater than end address"
    assert again == "ip local pool x 10.0.0.9 10.0.0.1"


def test_a_machine_that_cannot_translate_addresses_is_told_only_where_they_are_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "nat.cfg"
    file.write_text("ip nat inside source static 10.0.0.7 192.0.2.7\n")
    said = f"{file}: caution: addresses are not translated: {nft.ABSENT}"
    assert said not in check(file).output.splitlines()
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(nft, "SYSTEM_FOLDERS", ())
    assert said in check(file).output.splitlines()
    assert nft.ABSENT not in check(ANGELA).output


def test_who_may_not_answer_by_dhcp_is_told_only_where_somebody_would_be(tmp_path: Path) -> None:
    file = tmp_path / "dhcp.cfg"
    file.write_text("ip dhcp pool P\n network 172.16.10.0 /24\n")
    said = f"{file}: caution: callers are not answered by DHCP: "
    assert said not in check(file).output
    with without(CAP_NET_BIND_SERVICE):
        assert f"{said}cannot use UDP port 67 on 127.0.0.1: CAP_NET_BIND" in check(file).output
        assert "by DHCP" not in check(ANGELA).output


def test_address_translation_has_no_effect_unless_the_machine_is_managed(tmp_path: Path) -> None:
    file = tmp_path / "nat.cfg"
    line = "ip nat inside source static 10.0.0.7 192.0.2.7"
    file.write_text(f"{line}\n")
    reason = "unless the router is served with `--manage`"
    assert f"{file}:1: no effect: {line}: {reason}" in check(file).output.splitlines()


@pytest.mark.parametrize(
    ("word", "past"), [("packet", [SENDING]), ("xdp", [SENDING, RECEIVING]), ("native", [])]
)
def test_what_the_data_path_goes_past_is_said_of_the_configurations_and_of_the_options(
    tmp_path: Path, word: str, past: list[str]
) -> None:
    file = tmp_path / "tier.cfg"
    file.write_text(f"vpdn datapath {word}\n")
    said = [f"{file}: caution: data path {word}: {each}" for each in past]
    assert _of_the_data_path(check(file)) == said
    file.write_text("vpdn datapath xdp\n")
    assert _of_the_data_path(check(file, "--datapath", word)) == said


def test_a_data_path_that_cannot_be_had_here_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriage, "AVAILABLE", False)
    file = tmp_path / "tier.cfg"
    file.write_text("vpdn datapath native\n")
    done = check(file)
    [said] = _of_the_data_path(done)
    assert said.startswith(f"{file}: caution: data path native cannot be had here: no native")
    assert done.exit_code == 0


def test_the_radius_server_has_no_data_path() -> None:
    done = check(IAS, "--datapath", "xdp")
    assert done.exit_code == 2
    assert "--datapath is for a router's configuration" in done.output


def _of_the_data_path(done: Result) -> list[str]:
    return [line for line in done.output.splitlines() if "data path" in line]


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\0\1\2\xff" * 50,
        "hostname caf\u00e9\n".encode("latin-1"),
        b"\xef\xbb\xbfhostname a\n",
    ],
    ids=["nothing", "garbage", "latin-1", "a byte order mark"],
)
def test_any_octets_are_a_configuration_good_or_bad(octets: bytes, tmp_path: Path) -> None:
    file = tmp_path / "any.cfg"
    file.write_bytes(octets)
    done = check(file)
    assert done.exit_code in (0, 1)
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_the_radius_servers_file_is_checked_too(tmp_path: Path) -> None:
    good = tmp_path / "ias.toml"
    shutil.copy(IAS, good)
    assert check(good).output == f"{good}: no errors\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("listen = [", "Invalid value"),
        ('auth_port = "many"', "auth_port: "),
        ('[[users]]\nname = "tac"\npasword = "admin"', "users.1.pasword: "),
    ],
)
def test_a_bad_toml_file_is_one_line_with_its_key(text: str, told: str, tmp_path: Path) -> None:
    bad = tmp_path / "ias.toml"
    bad.write_text(text)
    done = check(bad)
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith(f"vpdn: {bad}: ")
    assert told in line
