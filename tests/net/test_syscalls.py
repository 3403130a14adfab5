from __future__ import annotations

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from vpdn.net.syscalls import CLONE_NEWNET, MS_BIND, mount, setns, unmount, unshare

Result = TypeVar("Result")
OWN = "/proc/thread-self/ns/net"

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root for namespaces and mounts")


def in_thread(work: Callable[[], Result]) -> Result:
    """Namespaces are a thread's: one that ends takes what it changed with it."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


@needs_root
def test_a_thread_gets_a_namespace_of_its_own_and_can_be_put_back() -> None:
    def there_and_back() -> list[Path]:
        home = os.open(OWN, os.O_RDONLY)
        places = [Path(OWN).readlink()]
        unshare(CLONE_NEWNET)
        places.append(Path(OWN).readlink())
        setns(home, CLONE_NEWNET)
        places.append(Path(OWN).readlink())
        os.close(home)
        return places

    first, second, third = in_thread(there_and_back)
    assert first == third == Path(OWN).readlink()
    assert second != first


@needs_root
def test_a_mount_shows_the_other_file_until_it_is_taken_away(tmp_path: Path) -> None:
    over, under = tmp_path / "over", tmp_path / "under"
    over.write_text("over")
    under.write_text("under")
    mount(str(over), str(under), flags=MS_BIND)
    try:
        assert under.read_text() == "over"
    finally:
        unmount(str(under))
    assert under.read_text() == "under"


@pytest.mark.parametrize(
    "call",
    [
        lambda: setns(-1, CLONE_NEWNET),
        lambda: unshare(-1),
        lambda: mount("/none", "/none", flags=MS_BIND),
        lambda: unmount("/none"),
    ],
)
def test_a_refusal_is_an_oserror_with_its_number(call: Callable[[], None]) -> None:
    with pytest.raises(OSError, match=r"\[Errno") as refusal:
        in_thread(call)
    expected = (errno.EBADF, errno.EINVAL, errno.ENOENT, errno.EPERM)
    assert refusal.value.errno in expected
