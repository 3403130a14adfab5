from __future__ import annotations

import asyncio
import os
import subprocess
from pathlib import Path

import asyncssh
import pytest

from tests import nobody
from vpdn.errors import ConfigError
from vpdn.ios import host_key
from vpdn.ios.host_key import SMALLEST, HostKey

REAL = asyncssh.generate_private_key("ssh-rsa", key_size=SMALLEST)

UNWRITABLE = """
import asyncio, sys
from pathlib import Path
from vpdn.errors import ConfigError
from vpdn.ios.host_key import HostKey

kept = HostKey(Path(sys.argv[1]))
for attempt in (lambda: asyncio.run(kept.generate(1024)), kept.load, kept.remove):
    try:
        attempt()
        print("done")
    except ConfigError as error:
        print(str(error))
print(kept.key)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "angela.private-config"


async def test_a_key_that_was_made_is_there_after_a_start(path: Path) -> None:
    made, again = HostKey(path), HostKey(path)
    await made.generate(SMALLEST)
    again.load()
    assert made.public == again.public
    assert made.public.startswith("ssh-rsa ")
    assert (made.bits, again.bits) == (SMALLEST, SMALLEST)


def test_openssh_reads_the_file(path: Path) -> None:
    made = HostKey(path)
    asyncio.run(made.generate(SMALLEST))
    read = subprocess.run(
        ["ssh-keygen", "-y", "-f", str(path)], capture_output=True, text=True, check=True
    )
    assert read.stdout.split()[:2] == made.public.split()[:2]


@pytest.mark.parametrize("earlier", [None, 0o644, 0o600, 0o666])
def test_nobody_else_may_read_it_whatever_stood_there(path: Path, earlier: int | None) -> None:
    if earlier is not None:
        path.write_text("a longer text that was here before\n" * 200)
        path.chmod(earlier)
    mask = os.umask(0)
    try:
        asyncio.run(HostKey(path).generate(SMALLEST))
    finally:
        os.umask(mask)
    assert path.stat().st_mode & 0o7777 == 0o600
    assert b"was here before" not in path.read_bytes()
    HostKey(path).load()


async def test_a_new_key_takes_the_place_of_the_old(path: Path) -> None:
    kept = HostKey(path)
    await kept.generate(SMALLEST)
    first = kept.public
    await kept.generate(SMALLEST)
    assert kept.public != first
    again = HostKey(path)
    again.load()
    assert again.public == kept.public


async def test_other_things_go_on_while_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of 4096 bits takes seconds: this one is only made once somebody else had his turn."""
    loop, turn = asyncio.get_running_loop(), asyncio.Event()

    def slowly(algorithm: str, key_size: int) -> asyncssh.SSHKey:
        async def wait() -> None:
            await turn.wait()

        asyncio.run_coroutine_threadsafe(wait(), loop).result(timeout=20)
        return REAL

    monkeypatch.setattr(asyncssh, "generate_private_key", slowly)
    kept = HostKey()
    making = asyncio.create_task(kept.generate(4096))
    await asyncio.sleep(0)
    assert kept.key is None
    turn.set()
    await making
    assert kept.key is REAL


async def test_without_a_file_it_lives_as_long_as_the_router() -> None:
    kept = HostKey()
    kept.load()
    assert (kept.key, kept.public, kept.bits) == (None, "", 0)
    await kept.generate(SMALLEST)
    assert kept.bits == SMALLEST
    kept.remove()
    assert (kept.key, kept.public, kept.bits) == (None, "", 0)


def test_without_a_key_there_is_none_to_load(path: Path) -> None:
    kept = HostKey(path)
    kept.load()
    assert kept.key is None


def test_a_key_whose_file_cannot_be_taken_away_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(REAL.export_private_key())
    kept = HostKey(path)
    kept.load()

    def read_only(self: Path, *, missing_ok: bool = False) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(ConfigError, match="Read-only file system"):
        kept.remove()
    assert kept.bits == SMALLEST


def test_removing_takes_the_file_too_and_twice_does_no_harm(path: Path) -> None:
    path.write_bytes(REAL.export_private_key())
    kept = HostKey(path)
    kept.load()
    assert kept.public
    for _ in range(2):
        kept.remove()
        assert (kept.key, path.exists()) == (None, False)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\x00 garbage",
        REAL.export_private_key()[:300],
        REAL.export_public_key(),
        REAL.export_private_key(passphrase="secret"),
    ],
    ids=["empty", "garbage", "cut off", "public", "encrypted"],
)
def test_a_file_that_is_no_key_of_ours_is_told_with_its_name(path: Path, octets: bytes) -> None:
    path.write_bytes(octets)
    kept = HostKey(path)
    with pytest.raises(ConfigError, match=f"^{path}: no private key: "):
        kept.load()
    assert kept.key is None
    assert path.read_bytes() == octets


def test_a_folder_in_its_place_is_told_too(path: Path) -> None:
    path.mkdir()
    kept = HostKey(path)
    with pytest.raises(ConfigError, match="Is a directory"):
        kept.load()
    with pytest.raises(ConfigError, match="nvram:private-config"):
        kept.remove()


def test_a_key_that_cannot_be_kept_is_not_used_either(path: Path) -> None:
    kept = HostKey(path)
    asyncio.run(kept.generate(SMALLEST))
    first = kept.public
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigError) as refusal:
        asyncio.run(kept.generate(SMALLEST))
    assert refusal.value.reason == "%Error opening nvram:private-config (Is a directory)"
    assert kept.public == first


def test_who_may_not_write_there_hears_it_and_has_no_key() -> None:
    answer = nobody.run(nobody.python(), "-c", UNWRITABLE, "/etc/angela.private-config")
    assert answer.stdout.splitlines() == [
        "%Error opening nvram:private-config (Permission denied)",
        "done",
        "done",
        "None",
    ], answer.stderr


def test_who_may_not_enter_the_folder_hears_it(path: Path) -> None:
    path.parent.chmod(0o700)
    answer = nobody.run(nobody.python(), "-c", UNWRITABLE, str(path))
    lines = answer.stdout.splitlines()
    assert lines[0] == "%Error opening nvram:private-config (Permission denied)", answer.stderr
    assert lines[1].startswith(f"{path}: no private key: [Errno 13] Permission denied")
    assert lines[2:] == ["%Error opening nvram:private-config (Permission denied)", "None"]


@pytest.mark.parametrize(
    ("startup", "key"),
    [
        ("angela.cfg", "angela.private-config"),
        ("startup-config", "startup-config.private-config"),
        ("my.router.cfg", "my.router.private-config"),
    ],
)
def test_it_lies_beside_the_startup_config(tmp_path: Path, startup: str, key: str) -> None:
    assert host_key.beside(tmp_path / startup) == tmp_path / key


def test_beside_the_file_itself_when_its_name_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "angela.cfg"
    real.write_text("")
    (tmp_path / "link.cfg").symlink_to(real)
    assert host_key.beside(tmp_path / "link.cfg") == real.with_suffix(".private-config")
