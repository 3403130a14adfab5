from __future__ import annotations

from pathlib import Path

from vpdn.nas.hardware import hardware


def machine(root: Path, identity: str = "abc") -> Path:
    (root / "proc").mkdir(parents=True)
    (root / "etc").mkdir()
    (root / "proc/cpuinfo").write_text("model name\t: R4700\ncpu MHz\t\t: 99.6\n")
    (root / "proc/meminfo").write_text("MemTotal:  131072 kB\nMemAvailable:  1024 kB\n")
    (root / "etc/machine-id").write_text(identity)
    return root


def test_what_proc_says(tmp_path: Path) -> None:
    shown = hardware(machine(tmp_path))
    assert (shown.processor, shown.megahertz) == ("R4700", 100)
    assert (shown.memory, shown.available) == (131072 * 1024, 1024 * 1024)
    assert shown.disk > 0
    assert shown.system
    assert shown.language


def test_a_machine_has_its_serial_and_another_another(tmp_path: Path) -> None:
    one, other = machine(tmp_path / "a", "one\n"), machine(tmp_path / "b", "other\n")
    assert hardware(one).serial == hardware(one).serial != hardware(other).serial
    assert len(hardware(one).serial) == 8


def test_a_machine_that_tells_nothing(tmp_path: Path) -> None:
    shown = hardware(tmp_path)
    assert (shown.megahertz, shown.memory) == (0, 0)
    assert shown.processor == shown.architecture


def test_this_machine_has_memory() -> None:
    shown = hardware()
    assert shown.memory >= shown.available > 0
