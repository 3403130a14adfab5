from __future__ import annotations

from pathlib import Path

import pytest

from tests.ios.callers import PEER, router_with
from tests.ios.sessions import at
from tests.ios.support import typed
from vpdn.ios.host_key import HostKey
from vpdn.ios.lines import CONSOLE, Line
from vpdn.ios.shell import Shell

NAMED = "hostname angela\nip domain-name lab.net"


def operator(text: str = NAMED, key: HostKey | None = None) -> Shell:
    router = router_with(text)
    router.host_key = key or HostKey()
    return at(router, CONSOLE, 15)


async def test_a_key_is_made_where_configuration_is_typed(tmp_path: Path) -> None:
    shell = operator(key=HostKey(tmp_path / "angela.private-config"))
    told: list[bool] = []
    shell.session.router.on_change(lambda: told.append(True))
    screen = await typed(shell, "configure terminal", "crypto key generate rsa modulus 1024")
    assert screen.endswith(
        "The name for the keys will be: angela.lab.net\n% Generating 1024 bit RSA keys ...[OK]\n"
    )
    assert told == [True]
    assert shell.session.router.host_key.bits == 1024
    shown = await typed(shell, "do show crypto key mypubkey rsa")
    assert "Key name: angela.lab.net\n" in shown
    assert "\n  ssh-rsa AAAA" in shown
    assert await typed(shell, "do show ip ssh") == (
        "SSH Enabled - version 2.0\nAuthentication timeout: 120 secs; Authentication retries: 3\n"
    )


@pytest.mark.parametrize("reply", ["99", "4097", "many", "-2048", "²", "9" * 5000])
async def test_the_size_is_asked_for_until_it_is_one(reply: str) -> None:
    shell = operator()
    await typed(shell, "configure terminal", "crypto key generate rsa")
    assert shell.prompt == "How many bits in the modulus [2048]: "
    assert await typed(shell, reply) == "% A decimal number between 1024 and 4096.\n"
    assert shell.session.router.host_key.key is None
    assert shell.prompt == "How many bits in the modulus [2048]: "
    await typed(shell, "1024")
    assert shell.session.router.host_key.bits == 1024


async def test_without_a_domain_name_there_is_no_name_for_the_key() -> None:
    screen = await typed(operator(""), "configure terminal", "crypto key generate rsa")
    assert screen.endswith("% Please define a domain-name first.\n")


async def test_an_action_is_no_setting_and_its_errors_are_ios() -> None:
    shell = operator()
    await typed(shell, "configure terminal")
    assert await typed(shell, "crypto key") == "% Incomplete command.\n\n"
    refused = await typed(shell, "crypto key generate dsa")
    assert refused.endswith("^\n% Invalid input detected at '^' marker.\n\n")
    assert "crypto" not in shell.session.router.running.text()
    assert "  crypto " in shell.help("")


async def test_a_key_is_taken_away_by_who_is_sure() -> None:
    shell = operator()
    await typed(shell, "configure terminal", "crypto key generate rsa modulus 1024")
    assert await typed(shell, "crypto key zeroize rsa") == "% All keys will be removed.\n"
    assert await typed(shell, "") == "% Please answer 'yes' or 'no'.\n"
    await typed(shell, "no")
    assert shell.session.router.host_key.key is not None
    await typed(shell, "crypto key zeroize rsa", "yes")
    assert shell.session.router.host_key.key is None
    assert await typed(shell, "crypto key zeroize rsa") == (
        "% No Signature RSA Keys found in configuration.\n"
    )


async def test_who_is_here_by_ssh() -> None:
    shell = operator()
    assert await typed(shell, "show ssh") == "%No SSH server connections running.\n"
    at(shell.session.router, Line("vty", 2, PEER, "ssh"), user="boss")
    assert (await typed(shell, "show ssh")).splitlines()[1].split() == [
        "2", "2.0", "Session", "started", "boss",
    ]  # fmt: skip
    assert (await typed(shell, "show ip ssh")).startswith("SSH Disabled - version 2.0\n%Please")
