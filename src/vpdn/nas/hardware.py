"""What the machine is, for those who ask what a router is made of."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
from contextlib import suppress
from pathlib import Path

import vpdn
from vpdn.nas.resources import HardwareSnapshot

_ROOT = Path("/")


def hardware(root: Path = _ROOT) -> HardwareSnapshot:
    """`root` is where /proc and /etc are. What the machine does not tell is "" or 0."""
    processor = _read(root / "proc/cpuinfo")
    memory = _read(root / "proc/meminfo")
    return HardwareSnapshot(
        architecture=platform.machine(),
        processor=_field(processor, "model name") or platform.machine(),
        megahertz=round(float(_field(processor, "cpu MHz") or 0)),
        processors=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.release()}",
        language=f"{platform.python_implementation()} {platform.python_version()}",
        memory=1024 * _kilobytes(memory, "MemTotal"),
        available=1024 * _kilobytes(memory, "MemAvailable"),
        disk=shutil.disk_usage(Path(vpdn.__file__).parent).total,
        serial=_serial(_read(root / "etc/machine-id")),
    )


def _serial(identity: str) -> str:
    """Always the same for a machine, without telling its identity: machine-id(5) forbids that."""
    digest = hashlib.sha256(b"vpdn" + identity.strip().encode()).hexdigest()
    return str(int(digest[:8], 16) % 100_000_000).zfill(8)


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text()
    return ""


def _field(text: str, name: str) -> str:
    found = re.search(rf"^{name}\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _kilobytes(text: str, name: str) -> int:
    return int((_field(text, name) or "0").split()[0])
