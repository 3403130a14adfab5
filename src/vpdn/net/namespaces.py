"""Named network namespaces, the same ones `ip netns` shows (files in /run/netns).

A thread can be inside one for a while: what it opens there (sockets, TUN devices, Netlink) stays
there for good, and threads and programs it starts are born there. That is the only way anything
here gets into a namespace.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.net.refusals import SYS_ADMIN, refused
from vpdn.net.syscalls import (
    CLONE_NEWNET,
    MS_BIND,
    MS_REC,
    MS_SHARED,
    mount,
    setns,
    unmount,
    unshare,
)

DIRECTORY = Path("/run/netns")
OWN = "/proc/thread-self/ns/net"


def create(name: str) -> None:
    """Make a namespace. Raises ConfigError when it exists or may not be made."""
    try:
        _share_directory()
        os.close(os.open(path(name), os.O_RDONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0))
    except FileExistsError as error:
        raise ConfigError(f"network namespace {name} exists already") from error
    except OSError as error:
        raise refused(f"make network namespace {name}", error, SYS_ADMIN) from error
    # A thread of its own is given the namespace, and takes the only other hold of it away.
    with ThreadPoolExecutor(1) as thread:
        try:
            thread.submit(_unshare_onto, path(name)).result()
        except OSError as error:
            path(name).unlink()
            raise refused(f"make network namespace {name}", error, SYS_ADMIN) from error


def remove(name: str) -> None:
    """Remove a namespace's name; it ends with the last program inside. Absent is fine."""
    with contextlib.suppress(FileNotFoundError):
        with contextlib.suppress(OSError):
            unmount(str(path(name)))
        path(name).unlink()


def names() -> list[str]:
    return sorted(entry.name for entry in DIRECTORY.iterdir()) if DIRECTORY.is_dir() else []


def path(name: str) -> Path:
    return DIRECTORY / name


@contextlib.contextmanager
def inside(name: str) -> Iterator[None]:
    """This thread is in namespace `name` for the length of the block. Must not be held across an
    `await`: other tasks of the thread would find themselves there too."""
    try:
        target = os.open(path(name), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise ConfigError(f"there is no network namespace {name}") from error
    home = os.open(OWN, os.O_RDONLY | os.O_CLOEXEC)
    try:
        setns(target, CLONE_NEWNET)
    except OSError as error:
        os.close(home)
        raise refused(f"enter network namespace {name}", error, SYS_ADMIN) from error
    finally:
        os.close(target)
    try:
        yield
    finally:
        setns(home, CLONE_NEWNET)
        os.close(home)


def command(name: str, argv: Sequence[str]) -> list[str]:
    """The command line that runs `argv` inside `name`, in the process it is started in."""
    return ["nsenter", f"--net={path(name)}", "--", *argv]


def set_sysctl(key: str, value: str) -> None:
    """Set one of this namespace's `net.` settings, where this kernel has it."""
    with contextlib.suppress(FileNotFoundError):
        Path("/proc/sys", *key.split(".")).write_text(value)


def _share_directory() -> None:
    """As `ip netns` does: one shared mount, so that other mount namespaces see new names."""
    DIRECTORY.mkdir(mode=0o755, parents=True, exist_ok=True)
    try:
        mount("", str(DIRECTORY), flags=MS_SHARED | MS_REC)
    except OSError:
        mount(str(DIRECTORY), str(DIRECTORY), flags=MS_BIND | MS_REC)
        mount("", str(DIRECTORY), flags=MS_SHARED | MS_REC)


def _unshare_onto(target: Path) -> None:
    unshare(CLONE_NEWNET)
    mount(OWN, str(target), flags=MS_BIND)
