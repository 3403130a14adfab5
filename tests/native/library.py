"""The extension's own shared object by ctypes, the same C built again with other flags, and memory
that ends sharply."""

from __future__ import annotations

import ctypes
import mmap
import subprocess
from collections.abc import Callable
from ctypes import CDLL, RTLD_GLOBAL
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

SOURCES = Path(__file__).parent.parent.parent / "native"
_libc = CDLL(None, use_errno=True)
PROT_NONE = 0
_libc.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


@cache
def built() -> CDLL:
    """What is installed."""
    return CDLL(import_module("vpdn.datapath._native").__file__)


@cache
def portable() -> CDLL:
    """The same without what is for x86-64 alone."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "portable.so"
        compile_to(target, "-shared", "-fPIC", "-DVPDN_PORTABLE")
        return CDLL(str(target))


def function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of what is installed."""
    found = getattr(built(), name)
    found.restype, found.argtypes = result, arguments
    return cast(Callable[..., Any], found)


def compile_to(target: Path, *flags: str | Path) -> None:
    """Everything in `native/` that knows no Python, with more files or flags, by gcc. It must
    compile without a warning."""
    _compile(target, *sorted(SOURCES.glob("*.c")), *flags, "-lm")


def compile_beside(target: Path, *files: Path) -> None:
    """A shared object of these files that calls what is installed."""
    CDLL(built()._name, RTLD_GLOBAL)
    _compile(target, "-shared", "-fPIC", *files)


def _compile(target: Path, *arguments: str | Path) -> None:
    strict = ("-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror")
    base = ("gcc", "-std=gnu11", "-O3", "-ffp-contract=off", "-D_GNU_SOURCE", f"-I{SOURCES}")
    subprocess.run((*base, *strict, *arguments, "-o", target), check=True)


class Fenced:
    """Memory with a page behind it that nobody may touch: who reads or writes one octet too far
    ends the program."""

    def __init__(self, size: int = 1 << 17) -> None:
        self._memory = mmap.mmap(-1, size + mmap.PAGESIZE)
        self.end = ctypes.addressof(ctypes.c_char.from_buffer(self._memory)) + size
        assert _libc.mprotect(self.end, mmap.PAGESIZE, PROT_NONE) == 0

    def room(self, size: int) -> int:
        """The address of the last `size` octets."""
        return self.end - size

    def put(self, octets: bytes) -> int:
        """The address of `octets`, which are the last ones."""
        address = self.room(len(octets))
        ctypes.memmove(address, octets, len(octets))
        return address

    def get(self, size: int) -> bytes:
        """The last `size` octets."""
        return ctypes.string_at(self.room(size), size)
