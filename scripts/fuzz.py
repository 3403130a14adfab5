"""The fuzz targets of native/fuzz/, side by side, each in a process of its own.

    make fuzz                           both, for ten minutes of processor time in all
    make fuzz ARGS="--minutes 120"      longer
    make fuzz ARGS="receive --merge"    one of them; what is new goes into the corpus

What was tried is kept in .cache/fuzz and gone on with the next time. Ends with 1 if anything was
found, and says how to see it again.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
NATIVE = ROOT / "native"
FUZZ = NATIVE / "fuzz"
CACHE = ROOT / ".cache" / "fuzz"
TARGETS = ("receive", "transmit")
MINUTES = 10.0
"""Of processor time, all targets together: what else the machine does takes nothing from it."""
LONGEST_INPUT = 4096
TICKS = os.sysconf("SC_CLK_TCK")
REPLACED = ("arena.c", "blocks.c")
"""native/fuzz/memory.c stands for these."""

CLANG = ("clang", "-fsanitize=fuzzer")
WATCHED = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer")
_PULSE = re.compile(r"^#(\d+)\t.*cov: (\d+) .*corp: (\d+)/.*exec/s: (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """One target at work, for `seconds` of processor time. What it says goes to `log`, inputs it
    fails on to files whose names begin with `findings`."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    findings: str
    seconds: float

    def is_done(self) -> bool:
        """It works and has had its time. Reads /proc (proc(5))."""
        if self.process.poll() is not None:
            return False
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS >= self.seconds

    def progress(self) -> str:
        pulses = _PULSE.findall(self.log.read_text(errors="replace"))
        if not pulses:
            return f"{self.name}: begins"
        runs, covered, corpus, pace = pulses[-1]
        return f"{self.name}: {int(runs):,} runs, {pace}/s, {covered} edges, {corpus} inputs"

    def complaint(self) -> str | None:
        """What to print of a run that has failed; None when all is well."""
        if not self.process.returncode:
            return None
        said = self.log.read_text(errors="replace").splitlines()
        told = [line for line in said if not line.startswith("#") or "\t" not in line]
        found = sorted(Path(self.findings).parent.glob(f"{Path(self.findings).name}*"))
        again = [f"again: {_word(self.process.args)} {_shown(file)}" for file in found]
        return "\n".join((f"{self.name} failed:", *told[-60:], *again))


def build(folder: Path, compiler: Sequence[str], targets: Iterable[str], *more: Path) -> None:
    """The targets, with everything native that knows no Python and `more` sources. Raises
    CalledProcessError."""
    plain = [file for file in sorted(NATIVE.glob("*.c")) if file.name not in REPLACED]
    shared = [FUZZ / f"{name}.c" for name in ("claims", "memory", "peer", "segments", "watchdog")]
    strict = ("-std=gnu11", "-O1", "-g", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wshadow", "-Werror")
    command = (*compiler, *strict, *WATCHED, f"-I{NATIVE}", f"-I{FUZZ}")
    objects = folder / "objects"
    shutil.rmtree(objects, ignore_errors=True)
    objects.mkdir(parents=True)
    subprocess.run((*command, "-c", *plain, *shared, *more), check=True, cwd=objects)
    for target in targets:
        files: tuple[str | Path, ...] = (FUZZ / f"{target}.c", *objects.iterdir())
        subprocess.run((*command, *files, "-lm", "-pthread", "-o", folder / target), check=True)


def corpus(target: str) -> Path:
    return FUZZ / "corpus" / target


def start(target: str, seconds: float) -> Run:
    program, tried = CACHE / target, CACHE / f"{target}.tried"
    tried.mkdir(parents=True, exist_ok=True)
    corpus(target).mkdir(parents=True, exist_ok=True)
    findings, log = f"{CACHE}/{target}-", CACHE / f"{target}.log"
    for old in CACHE.glob(f"{target}-*"):
        old.unlink()
    # libFuzzer's limit is by the wall's clock, which others use up; fuzz/watchdog.c has another.
    options = (f"-max_len={LONGEST_INPUT}", "-timeout=0")
    command = (program, *options, f"-artifact_prefix={findings}", tried, corpus(target))
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
    return Run(target, process, log, findings, seconds)


def watch(runs: Sequence[Run], every: float) -> list[str]:
    """Tell how they get on until all have had their time, or one has found something. The
    complaints."""
    began, told = time.monotonic(), 0.0
    try:
        while None in (ended := [run.process.poll() for run in runs]) and not any(ended):
            for run in runs:
                if run.is_done():
                    run.process.send_signal(signal.SIGUSR1)  # libFuzzer then ends with 0
            if time.monotonic() - told >= every:
                told = time.monotonic()
                _tell(f"{told - began:4.0f} s  " + "   ".join(run.progress() for run in runs))
            time.sleep(min(every, 0.2))
        _tell("end     " + "   ".join(run.progress() for run in runs), "\n")
        return [complaint for run in runs if (complaint := run.complaint()) is not None]
    finally:
        for run in runs:
            run.process.terminate()
            run.process.wait()


def merge(target: str) -> None:
    """Make the corpus the fewest inputs that reach every edge it and those tried reach, however
    often: that would be five times as many."""
    least = CACHE / f"{target}.least"
    shutil.rmtree(least, ignore_errors=True)
    least.mkdir()
    known = (corpus(target), CACHE / f"{target}.tried")
    command = (CACHE / target, "-merge=1", "-use_counters=0", least, *known)
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    shutil.rmtree(corpus(target))
    shutil.move(least, corpus(target))


def main(arguments: Iterable[str]) -> int:
    parser = argparse.ArgumentParser(prog="fuzz", description="native/fuzz under libFuzzer")
    parser.add_argument("targets", nargs="*", metavar="target", help=" or ".join(TARGETS))
    parser.add_argument(
        "--minutes", type=float, default=MINUTES, help="of processor time, all together"
    )
    parser.add_argument("--merge", action="store_true", help="add what is new to the corpus")
    options = parser.parse_args(list(arguments))
    targets = options.targets or TARGETS
    if unknown := set(targets) - set(TARGETS):
        parser.error(f"no target {unknown.pop()}")
    try:
        build(CACHE, CLANG, targets)
    except subprocess.CalledProcessError:
        return 1
    built, share = _processor_minutes(), 60 * options.minutes / len(targets)
    complaints = watch([start(target, share) for target in targets], _pace())
    print(f"{_processor_minutes() - built:.1f} CPU-minutes")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if options.merge and not complaints:
        for target in targets:
            merge(target)
    return 1 if complaints else 0


def _processor_minutes() -> float:
    """What programs that have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) / 60


def _pace() -> float:
    return 1 if sys.stdout.isatty() else 30


def _tell(line: str, end: str = "") -> None:
    if sys.stdout.isatty():
        print(f"\r\x1b[K{line}", end=end, flush=True)
    else:
        print(line, flush=True)


def _word(arguments: object) -> str:
    """The program of a command."""
    return _shown(Path(str(arguments[0]))) if isinstance(arguments, tuple) else str(arguments)


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
