"""`vpdn radius` as a process."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from tests.cli.program import IAS, refusal, start, vpdn


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """The example on ports the system chooses."""
    text = IAS.read_text().replace("= 1645", "= 0").replace("= 1646", "= 0")
    path = tmp_path / "ias.toml"
    path.write_text(text.replace('"0.0.0.0"', '"127.0.0.1"'))
    return path


def test_it_serves_until_it_is_told_to_end(settings: Path) -> None:
    process = start("radius", settings)
    assert process.stdout is not None
    ready = process.stdout.readline()
    assert ready.startswith("RADIUS server ready on UDP ports ")
    port = int(ready.split()[6])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(b"garbage", ("127.0.0.1", port))
    assert "no such RADIUS client" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=5)
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        path = tmp_path / "ias.toml"
        path.write_text(f'listen = "127.0.0.1"\nauth_port = {port}\n')
        told = refusal(vpdn("radius", path))
    assert told == f"UDP port {port} on 127.0.0.1 cannot be used: Address already in use"


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "no.toml"
    assert refusal(vpdn("radius", missing)) == f"{missing}: No such file or directory"
