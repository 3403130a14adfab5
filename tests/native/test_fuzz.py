"""The fuzz targets: everything in their corpus goes through, and what is found is told."""

from __future__ import annotations

import signal
import stat
import subprocess
from pathlib import Path

import pytest

from scripts import fuzz

LARGEST_CORPUS = 300_000


def test_every_input_of_the_corpus_goes_through(tmp_path: Path) -> None:
    fuzz.build(tmp_path, ("gcc",), fuzz.TARGETS, fuzz.FUZZ / "replay.c")
    for target in fuzz.TARGETS:
        inputs = sorted(fuzz.corpus(target).iterdir())
        command = [tmp_path / target, *inputs]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr.splitlines()[-1]) == (0, f"{len(inputs)} inputs")
        assert len(inputs) > 50


ENDLESS = """
#include <stdlib.h>
#include <unistd.h>
#include "watchdog.h"
int main(int count, char **arguments)
{
    for (int input = 0; input < 3; input++) {
        watchdog_begin(100);
        usleep(150000);
    }
    while (count > 1)
        continue;
    return 0;
}
"""


def test_an_input_that_takes_the_processor_too_long_is_a_finding_and_one_that_waits_is_none(
    tmp_path: Path,
) -> None:
    source, program = tmp_path / "endless.c", tmp_path / "endless"
    source.write_text(ENDLESS)
    files = (source, fuzz.FUZZ / "watchdog.c")
    subprocess.run(("gcc", f"-I{fuzz.FUZZ}", *files, "-o", program), check=True)
    assert subprocess.run((program,), check=False).returncode == 0
    ended = subprocess.run((program, "busy"), capture_output=True, check=False)
    assert ended.returncode == -signal.SIGABRT
    assert ended.stderr == b"the input takes too long\n"


def test_the_corpus_is_small() -> None:
    sizes = [file.stat().st_size for name in fuzz.TARGETS for file in fuzz.corpus(name).iterdir()]
    assert sum(sizes) <= LARGEST_CORPUS
    assert max(sizes) <= fuzz.LONGEST_INPUT


PULSE = "#65536\tpulse  cov: 812 ft: 4100 corp: 300/12Kb lim: 4096 exec/s: 9362 rss: 70Mb"


def started(folder: Path, script: str, seconds: float = 60) -> fuzz.Run:
    """A target that is a script."""
    program, log = folder / "receive", folder / "log"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with log.open("wb") as output:
        command = (program, f"{folder}/receive-")
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    return fuzz.Run("receive", process, log, f"{folder}/receive-", seconds)


def test_a_target_works_for_its_processor_time_and_is_then_asked_to_end(tmp_path: Path) -> None:
    run = started(tmp_path, "trap 'echo asked; exit 0' USR1; while :; do :; done", 0.1)
    assert fuzz.watch([run], 0.01) == []
    assert run.log.read_text() == "asked\n"


def test_a_target_that_finds_nothing_shows_how_far_it_got(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = started(tmp_path, f"printf '{PULSE}\\n'")
    assert fuzz.watch([run], 0.01) == []
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "end     receive: 65,536 runs, 9362/s, 812 edges, 300 inputs"


def test_a_finding_is_told_with_the_command_that_shows_it_again(tmp_path: Path) -> None:
    run = started(tmp_path, f"printf '{PULSE}\\n'; echo 'not so: 1'; : > $1crash-1; exit 77")
    [complaint] = fuzz.watch([run], 0.01)
    assert complaint.splitlines() == [
        "receive failed:",
        "not so: 1",
        f"again: {tmp_path}/receive {tmp_path}/receive-crash-1",
    ]


def test_an_unknown_target_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fuzz.main(["recieve"])
    assert "no target recieve" in capsys.readouterr().err
