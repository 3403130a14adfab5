"""`vpdn load` as a user meets it: progress, report, JSON, exit codes."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.client.lab import SERVER, VPDN, Lab, bare, served
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.cli import main
from vpdn.net import namespaces

__all__ = ["namespace"]

CALLS = (*VPDN, "load", str(SERVER), "--user", "tac", "--password", "admin")


@pytest.fixture
def lab(namespace: NamespaceMaker, tmp_path: Path) -> Lab:
    return bare(namespace, tmp_path)


def test_a_run_of_five_calls_is_reported_in_words_and_as_json(lab: Lab) -> None:
    file = lab.folder / "report.json"
    with served(lab):
        options = ("--sessions", "5", "--rate", "50/s", "--hold", "1", "--traffic", "echo:64@9/s")
        done = lab.run(*CALLS, *options, "--datapath", "python", "--json", str(file))
    assert done.returncode == 0, done.stderr
    report = json.loads(file.read_text())
    together = report["calls"]["most_at_once"]
    assert done.stdout.startswith(f"5 calls placed at 50/s, at most {together} at once, ")
    assert "\necho:64@9/s a call: " in done.stdout
    assert report["calls"]["connected"] == report["phases"]["whole"]["count"] == 5
    assert report["inputs"]["hold"] == 1


def test_failures_are_exit_1_and_json_may_go_to_stdout(lab: Lab) -> None:
    users = lab.folder / "users.csv"
    users.write_text("# who\ntac,admin\ntac,guess\n")
    command = (*VPDN, "load", str(SERVER), "--users", str(users), "--sessions", "4", "--hold", "1")
    with served(lab):
        done = lab.run(*command, "--json", "-")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert (report["calls"]["connected"], report["calls"]["failed"]) == (2, 2)
    assert report["failures"][0]["error"] == 691
    assert "guess" not in done.stdout + done.stderr


@contextmanager
def five_up(lab: Lab) -> Iterator[subprocess.Popen[str]]:
    """A run whose five calls are up."""
    process = subprocess.Popen(
        namespaces.command(lab.pc, (*CALLS, "--sessions", "5", "--json", "-")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        assert any(", up 5, " in line for line in process.stderr)
        yield process
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_hangs_up_and_reports(lab: Lab) -> None:
    before = lab.state()
    with served(lab), five_up(lab) as process:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    report = json.loads(out)
    assert process.returncode == 0
    assert report["interrupted"]
    assert report["calls"]["hung_up"] == 5
    assert lab.state() == before


def test_a_second_ctrl_c_waits_for_no_server(lab: Lab) -> None:
    with served(lab) as router, five_up(lab) as process:
        router.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    report = json.loads(out)
    assert report["calls"]["cut_off"] == 5
    assert process.returncode == 0


def test_a_hold_that_is_too_short_for_all_to_be_up_is_said_first(lab: Lab) -> None:
    done = lab.run(*CALLS, "--sessions", "8", "--rate", "40/s", "--hold", "0.1")
    assert done.stderr == "at most 4 calls at once: --hold is over before all are placed\n"
    assert done.stdout.startswith("8 calls placed at 40/s, at most 0 at once, ")


def test_a_server_that_has_no_address_is_one_line(lab: Lab) -> None:
    done = lab.run(*VPDN, "load", "..", "--user", "tac", "--password", "admin")
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("Error 868: ")


def test_a_missing_capability_is_one_line_and_no_other_is_needed(lab: Lab) -> None:
    def without(caps: str) -> subprocess.CompletedProcess[str]:
        limited = ("setpriv", "--inh-caps", caps, "--bounding-set", caps)
        return lab.run(*limited, *CALLS, "--sessions", "1")

    done = without("-net_raw")
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "CAP_NET_RAW" in line
    assert "1 x Error 808" in without("-net_admin").stdout


def test_a_report_that_cannot_be_written_is_told_before_anybody_is_called(tmp_path: Path) -> None:
    file = tmp_path / "no" / "report.json"
    arguments = ["load", "127.0.0.1", "--user", "tac", "--json", str(file)]
    result = CliRunner().invoke(main, arguments, env={"VPDN_PASSWORD": "admin"})
    assert result.exit_code == 1
    assert result.output == f"vpdn: cannot write {file}: No such file or directory\n"
